// orbweb info: what a web holds and how it came to be.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "cli/number_text.h"
#include "cli/safe_text.h"
#include "cli/size_text.h"
#include "cli/text_table.h"
#include "cli/verb.h"
#include "graph/row_scan.h"
#include "graph/store.h"

namespace orbweb {
namespace {

struct InfoCommand {
  std::filesystem::path web;
  bool json = false;
};

struct Census {
  std::uint64_t self_loops = 0;
  std::uint64_t dangling = 0;  ///< nodes without successors
  std::uint64_t max_outdegree = 0;
  std::uint64_t max_indegree = 0;
  std::uint64_t links = 0;  ///< what all arcs stand for
};

Census count(const Web& web) {
  Census census;
  std::mutex mutex;
  scan_rows(web.successors(), [&](const RowBlock& rows, ArcIndex) {
    Census part;
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      const auto row = rows[i];
      if (row.empty()) ++part.dangling;
      if (std::binary_search(row.begin(), row.end(), static_cast<NodeId>(rows.first + i))) ++part.self_loops;
      part.max_outdegree = std::max<std::uint64_t>(part.max_outdegree, row.size());
    }
    const std::lock_guard lock(mutex);
    census.dangling += part.dangling;
    census.self_loops += part.self_loops;
    census.max_outdegree = std::max(census.max_outdegree, part.max_outdegree);
  });
  scan_rows(web.predecessors(), [&](const RowBlock& rows, ArcIndex) {
    std::uint64_t largest = 0;
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) largest = std::max<std::uint64_t>(largest, rows[i].size());
    const std::lock_guard lock(mutex);
    census.max_indegree = std::max(census.max_indegree, largest);
  });
  for (const std::uint32_t links : web.link_counts()) census.links += links;
  return census;
}

double ratio(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

/// Bytes of the files whose names begin with `prefix`.
std::uint64_t bytes_of(const std::vector<StoredFile>& files, std::string_view prefix) {
  std::uint64_t bytes = 0;
  for (const StoredFile& file : files) {
    if (std::string_view(file.name).starts_with(prefix)) bytes += file.bytes;
  }
  return bytes;
}

Json files_json(const std::vector<StoredFile>& files) {
  Json json = Json::array();
  for (const StoredFile& file : files) {
    json.push_back({{"name", file.name}, {"bytes", file.bytes}});
  }
  return json;
}

Json provenance_json(const Provenance& provenance) {
  return {{"inputs", provenance.inputs},
          {"options", provenance.options},
          {"links_read", provenance.links_read},
          {"links_rejected", provenance.links_rejected},
          {"rejected_by_reason", provenance.rejected_by_reason},
          {"built_at", provenance.built_at}};
}

Json info_json(const InfoCommand& command, const Web& web, const std::vector<StoredFile>& files) {
  const Census census = count(web);
  const double bits = 8;
  return {{"web", command.web.string()},
          {"nodes", web.num_nodes()},
          {"arcs", web.num_arcs()},
          {"links", census.links},
          {"followed_arcs", web.followed().size()},
          {"self_loops", census.self_loops},
          {"dangling", census.dangling},
          {"max_outdegree", census.max_outdegree},
          {"max_indegree", census.max_indegree},
          {"mean_degree", ratio(web.num_arcs(), web.num_nodes())},
          {"fold", to_string(web.provenance().fold)},
          {"names", web.has_names()},
          {"bits_per_link_successors", bits * ratio(bytes_of(files, "successors"), web.num_arcs())},
          {"bits_per_link_predecessors", bits * ratio(bytes_of(files, "predecessors"), web.num_arcs())},
          {"bytes", bytes_of(files, "")},
          {"fingerprint", web.fingerprint()},
          {"files", files_json(files)},
          {"provenance", provenance_json(web.provenance())}};
}

std::string share_of(const Json& info, const char* part, const char* whole) {
  const auto amount = info[part].get<std::uint64_t>();
  return fmt::format("{} ({})", grouped(amount), share_text(ratio(amount, info[whole].get<std::uint64_t>())));
}

void add_provenance_rows(const Provenance& provenance, TextTable& table) {
  table.add_row({"built", safe_text(provenance.built_at)});
  for (const std::string& input : provenance.inputs) table.add_row({"input", safe_text(input)});
  table.add_row({"links read", grouped(provenance.links_read)});
  table.add_row({"lines refused", grouped(provenance.links_rejected)});
  for (const auto& [reason, lines] : provenance.rejected_by_reason) {
    table.add_row({"", fmt::format("{}: {}", safe_text(reason), grouped(lines))});
  }
  for (const auto& [name, value] : provenance.options) table.add_row({safe_text(name), safe_text(value)});
}

std::string info_text(const Json& info, const Web& web, std::size_t width) {
  const auto number = [&](const char* key) { return grouped(info[key].get<std::uint64_t>()); };
  const auto bits = [&](const char* key) { return fmt::format("{:.2f}", info[key].get<double>()); };
  TextTable table({{"", Align::left}, {"", Align::left, true}});
  table.add_row({"nodes", number("nodes")});
  table.add_row({"arcs", number("arcs")});
  table.add_row({"links", number("links")});
  table.add_row({"followed arcs", share_of(info, "followed_arcs", "arcs")});
  table.add_row({"self-loops", share_of(info, "self_loops", "arcs")});
  table.add_row({"dangling nodes", share_of(info, "dangling", "nodes")});
  table.add_row({"largest outdegree", number("max_outdegree")});
  table.add_row({"largest indegree", number("max_indegree")});
  table.add_row({"mean degree", fmt::format("{:.2f}", info["mean_degree"].get<double>())});
  table.add_row({"fold", info["fold"].get<std::string>()});
  table.add_row({"names", web.has_names() ? "yes" : "no"});
  table.add_row({"bits per link, successors", bits("bits_per_link_successors")});
  table.add_row({"bits per link, predecessors", bits("bits_per_link_predecessors")});
  table.add_row({"size on disk", size_text(info["bytes"].get<std::uint64_t>())});
  table.add_row({"fingerprint", web.fingerprint()});
  add_provenance_rows(web.provenance(), table);
  return table.text(width);
}

ExitCode run(const InfoCommand& command, Session& session) {
  const Web web = open_web(command.web, session.open_options());
  const Json info = info_json(command, web, stored_files(command.web));
  if (command.json) {
    session.print_json(info);
  } else {
    session.print(info_text(info, web, session.out_width()));
  }
  return ExitCode::done;
}

}  // namespace

void add_info(Verbs& verbs) {
  const auto command = std::make_shared<InfoCommand>();
  CLI::App* const verb = verbs.add("info", "Sizes, degrees, fold and provenance of a web",
                                   {"orbweb info my.web", "orbweb info my.web --json"});
  add_web(verbs, verb, command->web);
  add_json_flag(verb, command->json);
  verbs.on_chosen(verb, [command, &verbs] { return run(*command, verbs.session()); });
}

}  // namespace orbweb
