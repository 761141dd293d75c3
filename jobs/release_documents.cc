#include "jobs/release_documents.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "algos/components.h"
#include "graph/census.h"
#include "graph/error.h"
#include "graph/number_text.h"
#include "graph/parallel.h"
#include "jobs/changes_json.h"
#include "jobs/release_reader.h"
#include "jobs/report.h"
#include "jobs/run_job.h"
#include "jobs/score_changes.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::uint64_t kTopRows = 100;
constexpr std::uint64_t kMovers = 50;
constexpr std::uint64_t kExplained = 20;  // movers up and down whose reasons are told
constexpr std::uint64_t kMaxRunBytes = std::uint64_t{1} << 20;

std::string text_of(const Json& value) { return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

Json rows_json(const Scores& scores, const Web& web, const std::vector<NodeId>& nodes) {
  Json rows = Json::array();
  for (const NodeId node : nodes) {
    Json row = {{web.has_names() ? "name" : "node", web.display_name(node)},
                {"score", scores.score[node]},
                {"rank", scores.rank[node]}};
    for (const Column& column : scores.columns) {
      std::visit([&](const auto& values) { row[column.name] = values[node]; }, column.values);
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Json histogram_json(const DegreeHistogram& histogram) {
  std::size_t used = histogram.buckets.size();
  while (used > 0 && histogram.buckets[used - 1] == 0) --used;
  return {{"largest", histogram.largest},
          {"nodes_by_log2", std::vector<std::uint64_t>(histogram.buckets.begin(),
                                                       histogram.buckets.begin() + static_cast<std::ptrdiff_t>(used))}};
}

/// Weakly connected ones.
struct ComponentCounts {
  std::uint64_t components;
  std::uint64_t largest;  ///< nodes
};

ComponentCounts count_components(const Web& web) {
  const Scores found = wcc(web, {});
  return {static_cast<std::uint64_t>(found.facts.at("components")),
          static_cast<std::uint64_t>(found.facts.at("largest"))};
}

Json web_json(const Web& web, const Census& census, const ComponentCounts& weak, const std::vector<JobInput>& inputs) {
  const Provenance& provenance = web.provenance();
  Json files = Json::array();
  for (const JobInput& input : inputs) {
    files.push_back({{"name", input.path.filename().string()}, {"bytes", input.stamp.size}, {"xxh3_128", input.hash}});
  }
  return {{"fingerprint", web.fingerprint()},
          {"fold", to_string(provenance.fold)},
          {"names", web.has_names()},
          {"nodes", web.num_nodes()},
          {"arcs", web.num_arcs()},
          {"links", census.links},
          {"self_loops", census.self_loops},
          {"dangling", census.dangling},
          {"unlinked", census.unlinked},
          {"outdegrees", histogram_json(census.outdegrees)},
          {"indegrees", histogram_json(census.indegrees)},
          {"components", weak.components},
          {"largest_component", weak.largest},
          {"options", provenance.options},
          {"inputs", std::move(files)},
          {"links_read", provenance.links_read},
          {"links_rejected", provenance.links_rejected},
          {"rejected_by_reason", provenance.rejected_by_reason}};
}

Json run_json(const JobResult& result, const std::string& run_id) {
  Json stages = Json::object();
  double total = 0;
  for (const auto& [name, seconds] : result.seconds) {
    stages[name] = seconds;
    total += seconds;
  }
  Json tables = Json::object();
  for (const TableResult& table : result.tables) {
    tables[table.name] = {{"seconds", table.seconds},
                          {"resumed", table.resumed},
                          {"warm_nodes", table.warm_nodes},
                          {"iterations_saved", table.iterations_saved}};
  }
  return {{"run_id", run_id},
          {"seconds", total},
          {"seconds_by_stage", std::move(stages)},
          {"tables", std::move(tables)},
          {"input_bytes", result.input_bytes},
          {"web_was_built", result.web_was_built},
          {"threads", num_threads()}};
}

std::string count_and_share(std::uint64_t part, std::uint64_t whole) {
  const double share = whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
  return fmt::format("{} ({})", grouped(part), share_text(share));
}

std::vector<std::pair<std::string, std::string>> report_facts(const ReleaseManifest& manifest,
                                                              const std::string& release, const Census& census,
                                                              const ComponentCounts& weak, const JobResult& result) {
  double seconds = 0;
  for (const auto& [stage, taken] : result.seconds) seconds += taken;
  return {
      {"release", release},
      {"release before", manifest.previous.empty() ? "none" : manifest.previous},
      {"nodes", fmt::format("{} ({}s)", grouped(manifest.nodes), manifest.fold == "none" ? "number" : manifest.fold)},
      {"arcs", grouped(manifest.arcs)},
      {"links", grouped(census.links)},
      {"without successors", count_and_share(census.dangling, manifest.nodes)},
      {"without predecessors", count_and_share(census.unlinked, manifest.nodes)},
      {"largest indegree", grouped(census.indegrees.largest)},
      {"largest outdegree", grouped(census.outdegrees.largest)},
      {"weak components", grouped(weak.components)},
      {"in the largest", count_and_share(weak.largest, manifest.nodes)},
      {"time", seconds_text(seconds)},
      {"made by", manifest.tool},
      {"web", manifest.web_fingerprint}};
}

}  // namespace

struct ReleaseDocuments::State {
  const Job& job;
  const Web& web;
  fs::path previous;
  FileSystem& files;
  Json tables = Json::array();
  Json changes = Json::object();
  std::vector<ReportTable> report;

  std::optional<ScoreChanges> changes_since_previous(const std::string& table, const Scores& scores) const {
    if (previous.empty()) return std::nullopt;
    const std::optional<TableOfRelease> before = ReleaseReader(previous, files).find_table(table);
    if (!before || before->has_names() != web.has_names()) return std::nullopt;
    const NamedScores was = {before->scores, before->web}, is = {scores, web};
    ScoreChanges since = compare_scores(was, is, kMovers);
    if (before->has_arcs) add_reasons(since, was, is, kExplained);
    return since;
  }
};

ReleaseDocuments::ReleaseDocuments(const Job& job, const Web& web, fs::path previous, FileSystem& files)
    : state_(new State{job, web, std::move(previous), files}) {}

ReleaseDocuments::~ReleaseDocuments() = default;

void ReleaseDocuments::add_table(const ScoresJob& job, const Scores& scores, const std::vector<double>& bounds) {
  const std::vector<NodeId> top = top_nodes(scores.score, kTopRows);
  state_->tables.push_back({{"name", job.name},
                            {"algorithm", scores.algorithm},
                            {"definition", scores.definition},
                            {"iterations", scores.convergence.iterations},
                            {"residual_l1", scores.convergence.residual_l1},
                            {"error_bound_l1", scores.convergence.error_bound_l1},
                            {"converged", scores.convergence.converged},
                            {"certified_top", scores.certified_top},
                            {"top", rows_json(scores, state_->web, top)}});
  std::optional<ScoreChanges> changes;
  // An old release that is damaged or gone must not keep a new one back.
  const auto keep_problem = [&](const Error& error) { state_->changes[job.name] = {{"problem", error.what()}}; };
  try {
    changes = state_->changes_since_previous(job.name, scores);
    if (changes) state_->changes[job.name] = changes_json(*changes);
  } catch (const LoadError& error) {
    keep_problem(error);
  } catch (const IoError& error) {
    keep_problem(error);
  }
  if (state_->job.report) {
    state_->report.push_back(report_table(job.name, scores, state_->web, bounds, std::move(changes)));
  }
}

std::vector<Document> ReleaseDocuments::make(const ReleaseManifest& manifest, const std::string& release,
                                             const std::vector<JobInput>& inputs, const JobResult& result) {
  const Census census = take_census(state_->web);
  const ComponentCounts weak = count_components(state_->web);
  const Json summary = {{"job", manifest.job},
                        {"tool", manifest.tool},
                        {"previous", manifest.previous},
                        {"web",
                         {{"fingerprint", manifest.web_fingerprint},
                          {"fold", manifest.fold},
                          {"nodes", manifest.nodes},
                          {"arcs", manifest.arcs}}},
                        {"tables", state_->tables}};
  std::vector<Document> documents = {{"job.toml", state_->job.text},
                                     {"job.json", state_->job.settings},
                                     {"web.json", text_of(web_json(state_->web, census, weak, inputs))},
                                     {"summary.json", text_of(summary)},
                                     {"changes.json", text_of(state_->changes)},
                                     {"run.json", text_of(run_json(result, manifest.run_id))}};
  if (state_->job.report) {
    Report report{manifest.job + ", " + manifest.created_at, report_facts(manifest, release, census, weak, result),
                  std::move(state_->report)};
    documents.push_back({"report.html", report_html(report)});
  }
  return documents;
}

RunFacts read_run_facts(FileSystem& files, const fs::path& release) {
  if (!files.exists(release / "run.json")) return {};
  try {
    const auto object = nlohmann::json::parse(read_whole_file(files, release / "run.json", kMaxRunBytes));
    return {object.at("seconds").get<double>(), object.at("input_bytes").get<std::uint64_t>()};
  } catch (const nlohmann::json::exception&) {
    return {};
  }
}

}  // namespace orbweb
