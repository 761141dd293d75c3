#include "loaders/score_facts.h"

#include <limits>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "columns/column_file.h"
#include "graph/checksum.h"
#include "graph/error.h"

namespace orbweb {

namespace {

using nlohmann::json;

constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 20;

/// nlohmann converts any number to any other without a check; facts have whole numbers where they count.
std::uint64_t whole_number(const json& value, std::uint64_t most = std::numeric_limits<std::uint64_t>::max()) {
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most) {
    throw std::invalid_argument("no whole number up to " + std::to_string(most) + " where one is needed");
  }
  return value.get<std::uint64_t>();
}

/// A number that is not finite is written as null, the only way that JSON has.
double number_or_nan(const json& value) {
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

OptionValue option_from(const json& value) {
  if (value.is_boolean()) return value.get<bool>();
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_string()) return value.get<std::string>();
  return number_or_nan(value);
}

Convergence convergence_from(const json& object) {
  Convergence convergence;
  convergence.iterations = static_cast<int>(whole_number(object.at("iterations"), std::numeric_limits<int>::max()));
  convergence.residual_l1 = number_or_nan(object.at("residual_l1"));
  convergence.error_bound_l1 = number_or_nan(object.at("error_bound_l1"));
  convergence.converged = object.at("converged").get<bool>();
  return convergence;
}

LoadError not_facts(const std::filesystem::path& path, const char* why) {
  return {path.string(), "", "the facts of a score table, as `orbweb rank` writes them", why};
}

ScoreFacts facts_from(const json& object) {
  ScoreFacts facts;
  Scores& scores = facts.scores;
  scores.algorithm = object.at("algorithm").get<std::string>();
  scores.definition = object.at("definition").get<std::string>();
  for (const auto& [name, value] : object.at("parameters").items()) {
    if (value.is_object()) {
      scores.vectors[name] = {value.at("file").get<std::string>(), value.at("xxh3_64").get<std::string>()};
    } else {
      scores.parameters[name] = option_from(value);
    }
  }
  scores.web_fingerprint = object.at("web_fingerprint").get<std::string>();
  scores.convergence = convergence_from(object.at("convergence"));
  const json& convergence = object.at("convergence");
  if (convergence.contains("warm_start_nodes")) {
    scores.solver.warm_nodes = whole_number(convergence.at("warm_start_nodes"));
  }
  scores.certified_top = whole_number(object.at("certified_top"));
  if (object.contains("facts")) {
    for (const auto& [name, value] : object.at("facts").items()) scores.facts[name] = number_or_nan(value);
  }
  for (const json& column : object.at("columns")) {
    scores.columns.push_back({column.at("name").get<std::string>(), {}});
    facts.column_is_integer.push_back(column.at("type").get<std::string>() == "integer");
  }
  if (!object.contains("table")) return facts;
  facts.table_bytes = whole_number(object.at("table").at("bytes"));
  facts.table_hash = object.at("table").at("xxh3_128").get<std::string>();
  return facts;
}

ScoreFacts parse_facts(std::string_view text, const std::filesystem::path& path) {
  try {
    const json object = json::parse(text);
    if (const std::string format = object.at("format").get<std::string>(); format != "orbweb-scores/1") {
      throw LoadError(path.string(), "", "format orbweb-scores/1", orbweb::in_quotes(format));
    }
    return facts_from(object);
  } catch (const json::exception& error) {
    throw not_facts(path, error.what());
  } catch (const std::invalid_argument& error) {
    throw not_facts(path, error.what());
  }
}

/// The facts that a table holds itself, once it is sure that they are those which it was written with.
ScoreFacts parse_facts_within(const std::string& text, const std::optional<std::string>& content,
                              const std::filesystem::path& path) {
  const auto refuse = [&](const std::string& found) {
    throw LoadError(path.string(), kFactsKey, "facts that its orbweb-content ties to the table",
                    found + kWithoutFactsWithin);
  };
  if (!content) refuse("no orbweb-content");
  ScoreFacts facts = parse_facts(text, path);
  StreamHash hash;
  hash.add(text);
  try {
    const json object = json::parse(*content);
    if (object.at("facts").get<std::string>() != hash.hex()) refuse("other facts, changed after they were written");
    facts.column_hashes = object.at("columns").get<std::map<std::string, std::string>>();
  } catch (const json::exception& error) {
    refuse(error.what());
  }
  if (facts.column_hashes.empty()) refuse("no hashes of columns");
  return facts;
}

}  // namespace

std::optional<ScoreFacts> read_score_facts(FileSystem& files, const std::filesystem::path& path) {
  if (!files.exists(path)) return std::nullopt;
  const std::vector<char> text = read_whole_file(files, path, kMaxBytes);
  ScoreFacts facts = parse_facts({text.data(), text.size()}, path);
  if (facts.table_hash.empty()) throw not_facts(path, "no size and hash of the table");
  return facts;
}

std::optional<ScoreFacts> read_facts_of_table(FileSystem& files, const std::filesystem::path& path) {
  if (std::optional<ScoreFacts> beside = read_score_facts(files, path.string() + ".json")) return beside;
  if (!column_format_at(files, path)) return std::nullopt;
  const auto file = ColumnFileReader::open(files, path);
  const std::optional<std::string> within = file->metadata(kFactsKey);
  if (!within) return std::nullopt;
  return parse_facts_within(*within, file->metadata(kContentKey), path);
}

}  // namespace orbweb
