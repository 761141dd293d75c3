// From an options struct to its list, its values and back: everything that is derived from one describe() beside the
// struct. A bool is a flag, an enum a choice among value_names(), a vector of doubles one value per node, StartScores
// what an iteration begins with.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "algos/table.h"
#include "graph/error.h"

namespace orbweb::detail {

template <class T>
constexpr OptionKind kind_of() {
  if constexpr (std::is_same_v<T, bool>) return OptionKind::flag;
  if constexpr (std::is_same_v<T, int>) return OptionKind::integer;
  if constexpr (std::is_same_v<T, double>) return OptionKind::number;
  if constexpr (std::is_same_v<T, NodeName>) return OptionKind::node;
  if constexpr (std::is_same_v<T, std::vector<double>>) return OptionKind::node_values;
  if constexpr (std::is_same_v<T, StartScores>) return OptionKind::start_scores;
  if constexpr (std::is_enum_v<T>) return OptionKind::choice;
}

template <class T>
std::vector<std::string> choices_of() {
  std::vector<std::string> choices;
  if constexpr (std::is_enum_v<T>) {
    for (const std::string_view name : value_names(T{})) choices.emplace_back(name);
  }
  return choices;
}

template <class T>
OptionValue to_option_value(const T& value) {
  if constexpr (std::is_same_v<T, int>) {
    return std::int64_t{value};
  } else if constexpr (std::is_enum_v<T>) {
    return choices_of<T>()[static_cast<std::size_t>(value)];
  } else if constexpr (std::is_same_v<T, StartScores>) {
    return value.values;
  } else if constexpr (std::is_same_v<T, NodeName>) {
    return value.text;
  } else {
    return value;
  }
}

/// What a person would call the kind of `value`.
inline std::string_view found_kind(const OptionValue& value) {
  constexpr std::string_view kNames[] = {"a flag", "an integer", "a number", "text", "a list of numbers"};
  return kNames[value.index()];
}

/// Reads one option's value into its struct's member; throws ArgumentError beginning with `where`.
template <class T>
void read_option(const OptionValue& value, T& member, const std::string& where) {
  const auto refuse = [&](std::string_view expected) {
    throw ArgumentError(fmt::format("{}: expected {}, found {}", where, expected, found_kind(value)));
  };
  if constexpr (std::is_enum_v<T>) {
    const auto* text = std::get_if<std::string>(&value);
    if (text == nullptr) return refuse("text");
    const std::vector<std::string> choices = choices_of<T>();
    for (std::size_t i = 0; i < choices.size(); ++i) {
      if (choices[i] == *text) return void(member = static_cast<T>(i));
    }
    throw ArgumentError(
        fmt::format("{}: expected one of {}, found {}", where, fmt::join(choices, ", "), in_quotes(*text)));
  } else if constexpr (std::is_same_v<T, int>) {
    const auto* integer = std::get_if<std::int64_t>(&value);
    if (integer == nullptr) return refuse("an integer");
    if (!std::in_range<int>(*integer)) {
      throw ArgumentError(
          fmt::format("{}: expected at most {}, found {}", where, std::numeric_limits<int>::max(), *integer));
    }
    member = static_cast<int>(*integer);
  } else if constexpr (std::is_same_v<T, StartScores>) {
    read_option(value, member.values, where);
  } else if constexpr (std::is_same_v<T, NodeName>) {
    read_option(value, member.text, where);
  } else {
    if constexpr (std::is_same_v<T, double>) {
      if (const auto* integer = std::get_if<std::int64_t>(&value)) return void(member = static_cast<double>(*integer));
    }
    const T* exact = std::get_if<T>(&value);
    if (exact == nullptr) return refuse(found_kind(OptionValue(T{})));
    member = *exact;
  }
}

template <class Options>
std::vector<OptionSpec> option_specs() {
  std::vector<OptionSpec> specs;
  const Options defaults;
  describe(defaults, [&]<class T>(std::string_view name, const T& value, std::string_view help) {
    specs.push_back({std::string(name), kind_of<T>(), to_option_value(value), std::string(help), choices_of<T>()});
  });
  return specs;
}

constexpr bool is_vector(OptionKind kind) {
  return kind == OptionKind::node_values || kind == OptionKind::start_scores;
}

/// Every option's value but the vectors.
template <class Options>
std::map<std::string, OptionValue> parameters_of(const Options& options) {
  std::map<std::string, OptionValue> parameters;
  describe(options, [&]<class T>(std::string_view name, const T& value, std::string_view) {
    if constexpr (!is_vector(kind_of<T>())) parameters[std::string(name)] = to_option_value(value);
  });
  return parameters;
}

/// Which vectors were given that the scores depend on; those left to their default have no entry.
template <class Options>
std::map<std::string, VectorFacts> vectors_of(const Options& options) {
  std::map<std::string, VectorFacts> vectors;
  describe(options, [&]<class T>(std::string_view name, const T& value, std::string_view) {
    if constexpr (kind_of<T>() == OptionKind::node_values) {
      if (!value.empty()) vectors[std::string(name)] = {"", hash_of_shares(value)};
    }
  });
  return vectors;
}

/// Defaults, then `values`. Throws ArgumentError naming the algorithm, the option, what was expected and found.
template <class Options>
Options options_from(const OptionValues& values, std::string_view algorithm) {
  Options options;
  std::vector<std::string> names;
  describe(options, [&]<class T>(std::string_view name, T& member, std::string_view) {
    names.emplace_back(name);
    const auto given = values.find(names.back());
    if (given != values.end()) read_option(given->second, member, fmt::format("{}: option {}", algorithm, name));
  });
  for (const auto& [name, value] : values) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      throw ArgumentError(
          fmt::format("{}: option {}: expected one of {}", algorithm, in_quotes(name), fmt::join(names, ", ")));
    }
  }
  return options;
}

}  // namespace orbweb::detail
