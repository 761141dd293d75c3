// orbweb info: what a web holds and how it came to be.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "cli/safe_text.h"
#include "cli/text_table.h"
#include "cli/verb.h"
#include "graph/census.h"
#include "graph/number_text.h"
#include "graph/size_text.h"
#include "graph/store.h"

namespace orbweb {
namespace {

struct InfoCommand {
  std::filesystem::path web;
  bool json = false;
};

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

constexpr std::array<std::pair<const char*, const char*>, 6> kParts = {{{"names", "names"},
                                                                        {"successors", "successors"},
                                                                        {"predecessors", "predecessors"},
                                                                        {"link_counts", "link_counts"},
                                                                        {"followed", "followed"},
                                                                        {"rank_layout", "rank_layout"}}};

Json parts_json(const std::vector<StoredFile>& files) {
  Json json;
  std::uint64_t rest = bytes_of(files, "");
  for (const auto& [part, prefix] : kParts) {
    json[part] = bytes_of(files, prefix);
    rest -= bytes_of(files, prefix);
  }
  json["manifest"] = rest;
  return json;
}

/// One object per bucket that any node is in: degrees from `least` to `most`.
Json degrees_json(const Census& census) {
  Json json = Json::array();
  for (std::size_t i = 0; i < census.outdegrees.buckets.size(); ++i) {
    const std::uint64_t out = census.outdegrees.buckets[i];
    const std::uint64_t in = census.indegrees.buckets[i];
    if (out + in == 0) continue;
    const std::uint64_t least = i == 0 ? 0 : std::uint64_t{1} << (i - 1);
    json.push_back({{"least", least}, {"most", i == 0 ? 0 : 2 * least - 1}, {"nodes_out", out}, {"nodes_in", in}});
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
  const Census census = take_census(web);
  const double bits = 8;
  return {{"web", command.web.string()},
          {"nodes", web.num_nodes()},
          {"arcs", web.num_arcs()},
          {"links", census.links},
          {"followed_arcs", web.followed().size()},
          {"self_loops", census.self_loops},
          {"dangling", census.dangling},
          {"dangling_share", ratio(census.dangling, web.num_nodes())},
          {"unlinked", census.unlinked},
          {"max_outdegree", census.outdegrees.largest},
          {"max_indegree", census.indegrees.largest},
          {"mean_degree", ratio(web.num_arcs(), web.num_nodes())},
          {"fold", to_string(web.provenance().fold)},
          {"names", web.has_names()},
          {"encoding", web.successors().encoding()},
          {"bits_per_link_successors", bits * ratio(bytes_of(files, "successors"), web.num_arcs())},
          {"bits_per_link_predecessors", bits * ratio(bytes_of(files, "predecessors"), web.num_arcs())},
          {"bytes", bytes_of(files, "")},
          {"bytes_by_part", parts_json(files)},
          {"degrees", degrees_json(census)},
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

std::string degree_range(const Json& bucket) {
  const auto least = bucket["least"].get<std::uint64_t>();
  const auto most = bucket["most"].get<std::uint64_t>();
  return least == most ? grouped(least) : fmt::format("{} - {}", grouped(least), grouped(most));
}

/// How many nodes have which degree, as numbers and bars.
std::string degrees_text(const Json& info, std::size_t width) {
  constexpr double kBar = 24;
  TextTable table({{"degree", Align::right},
                   {"nodes by outdegree", Align::right},
                   {"", Align::left},
                   {"by indegree", Align::right},
                   {"", Align::left}});
  const auto nodes = info["nodes"].get<double>();
  for (const Json& bucket : info["degrees"]) {
    const auto bar = [&](const char* key) {
      return std::string(static_cast<std::size_t>(std::ceil(kBar * bucket[key].get<double>() / nodes)), '#');
    };
    table.add_row({degree_range(bucket), grouped(bucket["nodes_out"].get<std::uint64_t>()), bar("nodes_out"),
                   grouped(bucket["nodes_in"].get<std::uint64_t>()), bar("nodes_in")});
  }
  return table.text(width);
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
  table.add_row({"nodes without links to them", number("unlinked")});
  table.add_row({"largest outdegree", number("max_outdegree")});
  table.add_row({"largest indegree", number("max_indegree")});
  table.add_row({"mean degree", fmt::format("{:.2f}", info["mean_degree"].get<double>())});
  table.add_row({"fold", info["fold"].get<std::string>()});
  table.add_row({"names", web.has_names() ? "yes" : "no"});
  table.add_row({"encoding", info["encoding"].get<std::string>()});
  table.add_row({"bits per link, successors", bits("bits_per_link_successors")});
  table.add_row({"bits per link, predecessors", bits("bits_per_link_predecessors")});
  table.add_row({"size on disk", size_text(info["bytes"].get<std::uint64_t>())});
  for (const auto& [part, bytes] : info["bytes_by_part"].items()) {
    table.add_row({fmt::format("  {}", part), size_text(bytes.get<std::uint64_t>())});
  }
  table.add_row({"fingerprint", web.fingerprint()});
  add_provenance_rows(web.provenance(), table);
  return table.text(width) + '\n' + degrees_text(info, width);
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
