#include "exports/score_facts.h"

#include <nlohmann/json.hpp>

#include "graph/checksum.h"

namespace orbweb {

namespace {

using Json = nlohmann::ordered_json;

Json parameters_json(const Scores& scores) {
  Json parameters = Json::object();
  for (const auto& [name, value] : scores.parameters) {
    // A vector is as long as the table itself: it has its facts in its place, below.
    if (std::holds_alternative<std::vector<double>>(value)) continue;
    std::visit([&, &key = name](const auto& plain) { parameters[key] = plain; }, value);
  }
  for (const auto& [name, vector] : scores.vectors) {
    parameters[name] = {{"file", vector.file}, {"xxh3_64", vector.hash}};
  }
  return parameters;
}

Json columns_json(const Scores& scores) {
  Json columns = Json::array();
  for (const Column& column : scores.columns) {
    const bool is_integer = std::holds_alternative<std::vector<std::uint64_t>>(column.values);
    columns.push_back({{"name", column.name}, {"type", is_integer ? "integer" : "number"}});
  }
  return columns;
}

Json facts_json(const Scores& scores) {
  Json facts = {
      {"format", "orbweb-scores/1"},
      {"tool", "orbweb " ORBWEB_VERSION},
      {"algorithm", scores.algorithm},
      {"definition", scores.definition},
      {"parameters", parameters_json(scores)},
      {"web_fingerprint", scores.web_fingerprint},
      {"nodes", scores.score.size()},
      {"columns", columns_json(scores)},
      {"convergence",
       {{"iterations", scores.convergence.iterations},
        {"residual_l1", scores.convergence.residual_l1},
        {"error_bound_l1", scores.convergence.error_bound_l1},
        {"converged", scores.convergence.converged}}},
      {"certified_top", scores.certified_top},
      {"facts", scores.facts},
  };
  // What the scores' last digits depend on, besides the definition and its parameters.
  if (scores.solver.warm_nodes > 0) facts["convergence"]["warm_start_nodes"] = scores.solver.warm_nodes;
  return facts;
}

}  // namespace

std::string score_facts_json(const Scores& scores, std::uint64_t table_bytes, const std::string& table_hash) {
  Json facts = facts_json(scores);
  facts["table"] = {{"bytes", table_bytes}, {"xxh3_128", table_hash}};
  return facts.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string score_facts_json(const Scores& scores) {
  return facts_json(scores).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string score_content_json(std::string_view facts, const std::map<std::string, std::string>& column_hashes) {
  StreamHash hash;
  hash.add(facts);
  return Json({{"facts", hash.hex()}, {"columns", column_hashes}}).dump();
}

}  // namespace orbweb
