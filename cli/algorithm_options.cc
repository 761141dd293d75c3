#include "cli/algorithm_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

#include "cli/node_lookup.h"
#include "cli/overloaded.h"
#include "cli/text_table.h"
#include "loaders/node_values.h"
#include "loaders/start_scores.h"

namespace orbweb {
namespace {

constexpr const char* kAlgorithmGroup = "Algorithm options";

/// The flag that turns another off: a word of its own where the field has one.
std::string opposite_of(const OptionSpec& spec) { return spec.name == "followed" ? "all-links" : "no-" + spec.name; }

bool has_opposite(const OptionSpec& spec) {
  return spec.name == "followed" || option_value_text(spec.default_value) == "on";
}

const OptionSpec* find_spec(const Algorithm& algorithm, const std::string& name) {
  const auto spec = std::find_if(algorithm.options.begin(), algorithm.options.end(),
                                 [&](const OptionSpec& candidate) { return candidate.name == name; });
  return spec == algorithm.options.end() ? nullptr : &*spec;
}

std::string value_name(const OptionSpec& spec) {
  switch (spec.kind) {
    case OptionKind::flag:
      return "";
    case OptionKind::integer:
      return "N";
    case OptionKind::number:
      return "X";
    case OptionKind::choice:
      return fmt::format("{}", fmt::join(spec.choices, "|"));
    case OptionKind::node:
      return "NAME";
    case OptionKind::node_values:
      return "FILE";
    case OptionKind::start_scores:
      return "SCORES";
  }
  return "";
}

/// As a sentence of the help, with what only the command line adds: where values of nodes come from.
std::string sentence(const OptionSpec& spec) {
  std::string text = spec.help;
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  if (spec.kind == OptionKind::node_values) text += ", from lines \"NAME [VALUE]\"; 1 where none stands";
  if (spec.kind == OptionKind::start_scores) text += ". A score table, of another web too: matched by name";
  return text;
}

std::string uncapitalised(std::string text) {
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string default_text(const OptionSpec& spec) {
  if (spec.kind == OptionKind::start_scores) return "the teleport distribution";
  const bool is_list = spec.kind == OptionKind::node_values && spec.name != "preference";  // that one is a distribution
  if (spec.kind == OptionKind::node || is_list) return "none";
  return option_value_text(spec.default_value);
}

/// What an option means: where algorithms differ, the first one's meaning, then the others' by name.
std::string meaning_of(const OptionSpec& spec) {
  std::vector<std::pair<std::string, std::vector<std::string>>> meanings;  // in the table's order
  for (const Algorithm& algorithm : algorithms()) {
    const OptionSpec* const own = find_spec(algorithm, spec.name);
    if (own == nullptr) continue;
    const auto known = std::find_if(meanings.begin(), meanings.end(),
                                    [&](const auto& meaning) { return meaning.first == sentence(*own); });
    auto& names = known == meanings.end() ? meanings.emplace_back(sentence(*own), std::vector<std::string>()).second
                                          : known->second;
    names.push_back(algorithm.name);
  }
  std::string text = meanings.front().first;
  for (auto meaning = meanings.begin() + 1; meaning != meanings.end(); ++meaning) {
    text += fmt::format(". In {}: {}", fmt::join(meaning->second, ", "), uncapitalised(meaning->first));
  }
  return text;
}

/// The help of an option of several algorithms: its default once where they agree, else by algorithm.
std::string help_of(const OptionSpec& spec) {
  std::map<std::string, std::vector<std::string>> algorithms_by_default;
  for (const Algorithm& algorithm : algorithms()) {
    const OptionSpec* const own = find_spec(algorithm, spec.name);
    if (own != nullptr) algorithms_by_default[default_text(*own)].push_back(algorithm.name);
  }
  if (algorithms_by_default.size() == 1 && algorithms_by_default.begin()->second.size() == algorithms().size()) {
    return with_default(meaning_of(spec), algorithms_by_default.begin()->first);
  }
  std::vector<std::string> defaults;
  for (const auto& [value, names] : algorithms_by_default) {
    defaults.push_back(fmt::format("{}: {}", fmt::join(names, ", "), value));
  }
  return fmt::format("{} [default in {}]", meaning_of(spec), fmt::join(defaults, "; "));
}

template <class Number>
Number parse_number(const std::string& name, const std::string& text, const char* expected) {
  Number number{};
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || rest != text.data() + text.size()) {
    throw ArgumentError(fmt::format("--{}: expected {}, found {}", name, expected, orbweb::in_quotes(text)));
  }
  return number;
}

OptionValue parse_value(const OptionSpec& spec, const std::string& text, const Web& web) {
  switch (spec.kind) {
    case OptionKind::integer:
      return parse_number<std::int64_t>(spec.name, text, "an integer");
    case OptionKind::number:
      return parse_number<double>(spec.name, text, "a number");
    case OptionKind::node_values:
      return read_node_values(text, web);
    case OptionKind::start_scores:
      return read_start_scores(text, web);
    case OptionKind::node:
      return web.display_name(require_node(web, text));
    case OptionKind::flag:
    case OptionKind::choice:
      break;
  }
  return text;
}

bool given(const std::map<std::string, CLI::Option*>& options, const std::string& name) {
  const auto option = options.find(name);
  return option != options.end() && option->second->count() > 0;
}

std::vector<std::string> flag_names(const Algorithm& algorithm) {
  std::vector<std::string> names;
  for (const OptionSpec& spec : algorithm.options) {
    names.push_back("--" + spec.name);
    if (spec.kind == OptionKind::flag && has_opposite(spec)) names.push_back("--" + opposite_of(spec));
  }
  return names;
}

[[noreturn]] void refuse_option(const Algorithm& algorithm, const std::string& flag) {
  const std::vector<std::string> own = flag_names(algorithm);
  throw HintedError(fmt::format("{} has no option --{}", algorithm.name, flag),
                    own.empty() ? fmt::format("{} has no options", algorithm.name)
                                : fmt::format("its options are {}", fmt::join(own, " ")));
}

}  // namespace

std::string option_value_text(const OptionValue& value) {
  return std::visit(
      Overloaded{[](bool flag) { return std::string(flag ? "on" : "off"); },
                 [](std::int64_t number) { return std::to_string(number); },
                 [](double number) { return fmt::format("{}", number); }, [](const std::string& text) { return text; },
                 [](const std::vector<double>&) { return std::string("uniform"); }},
      value);
}

Json parameters_json(const Scores& scores) {
  Json parameters = Json::object();
  for (const auto& [name, value] : scores.parameters) {
    std::visit([&, &key = name](const auto& plain) { parameters[key] = plain; }, value);
  }
  for (const auto& [name, vector] : scores.vectors) {
    parameters[name] = {{"file", vector.file}, {"xxh3_64", vector.hash}};
  }
  return parameters;
}

void AlgorithmOptions::add_flag(CLI::App* verb, const OptionSpec& spec, const std::string& help) {
  options_[spec.name] = verb->add_flag_function(
                                "--" + spec.name, [](std::int64_t) {}, help)
                            ->group(kAlgorithmGroup);
  if (!has_opposite(spec)) return;
  opposites_[spec.name] =
      verb->add_flag_function(
              "--" + opposite_of(spec), [](std::int64_t) {}, fmt::format("The opposite of --{}", spec.name))
          ->group(kAlgorithmGroup);
}

void AlgorithmOptions::add_value(Verbs& verbs, CLI::App* verb, const OptionSpec& spec, const std::string& help) {
  CLI::Option* const option = verb->add_option_function<std::string>(
      "--" + spec.name, [](const std::string&) {}, help);
  option->group(kAlgorithmGroup)->option_text(value_name(spec));
  if (spec.kind == OptionKind::choice) verbs.offer_words(option, spec.choices);
  if (spec.kind == OptionKind::node_values || spec.kind == OptionKind::start_scores) verbs.offer_files(option);
  options_[spec.name] = option;
}

void AlgorithmOptions::add_to(Verbs& verbs, CLI::App* verb, Which which) {
  for (const Algorithm& algorithm : algorithms()) {
    for (const OptionSpec& spec : algorithm.options) {
      const bool wanted = which == Which::all || (algorithm.explain && spec.kind == OptionKind::node_values);
      if (!wanted || options_.contains(spec.name)) continue;
      if (spec.kind == OptionKind::flag) {
        add_flag(verb, spec, help_of(spec));
      } else {
        add_value(verbs, verb, spec, help_of(spec));
      }
    }
  }
}

void AlgorithmOptions::check(const Algorithm& algorithm) const {
  for (const auto& [name, option] : options_) {
    const OptionSpec* const spec = find_spec(algorithm, name);
    const bool negated = given(opposites_, name);
    if (spec == nullptr && option->count() > 0 && !seen_to_.contains(name)) refuse_option(algorithm, name);
    if (spec == nullptr && negated) refuse_option(algorithm, opposites_.at(name)->get_lnames().front());
    if (option->count() > 0 && negated) {
      throw ArgumentError(fmt::format("--{} and --{} contradict each other", name, opposite_of(*spec)));
    }
  }
}

OptionValues AlgorithmOptions::values(const Algorithm& algorithm, const Web& web) const {
  check(algorithm);
  OptionValues values;
  for (const auto& [name, option] : options_) {
    if (given(opposites_, name)) values[name] = false;
    const OptionSpec* const spec = find_spec(algorithm, name);
    if (option->count() == 0 || spec == nullptr) continue;
    values[name] =
        spec->kind == OptionKind::flag ? OptionValue(true) : parse_value(*spec, option->results().back(), web);
  }
  return values;
}

bool AlgorithmOptions::was_given(const std::string& name) const { return given(options_, name); }

std::filesystem::path AlgorithmOptions::file_of(const std::string& name) const {
  return given(options_, name) ? options_.at(name)->results().back() : "";
}

std::vector<std::string> algorithm_names() {
  std::vector<std::string> names;
  for (const Algorithm& algorithm : algorithms()) names.push_back(algorithm.name);
  return names;
}

std::string algorithms_help(const std::string& name) {
  const auto all = algorithms();
  const auto named = std::find_if(all.begin(), all.end(), [&](const Algorithm& one) { return one.name == name; });
  TextTable table(std::vector<TextTable::Heading>(3));
  if (named == all.end()) {
    for (const Algorithm& algorithm : all) {
      table.add_row({"  " + algorithm.name, algorithm.definition, algorithm.summary});
    }
    return "Algorithms:\n" + table.text(0);
  }
  for (const OptionSpec& spec : named->options) {
    const std::string flag = fmt::format("  --{} {}", spec.name, value_name(spec));
    table.add_row({flag, fmt::format("[default: {}]", default_text(spec)), sentence(spec)});
  }
  return fmt::format("{} ({}): {}\n{}", named->name, named->definition, named->summary, table.text(0));
}

}  // namespace orbweb
