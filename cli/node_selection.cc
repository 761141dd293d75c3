#include "cli/node_selection.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "cli/node_lookup.h"
#include "graph/number_text.h"
#include "graph/transform/node_map.h"
#include "loaders/node_set.h"

namespace orbweb {
namespace {

CLI::Option* add_each(CLI::App* verb, const char* name, std::vector<std::string>& values, const char* text,
                      const std::string& help) {
  return verb->add_option(name, values, help)->allow_extra_args(false)->option_text(text)->group("Choice of nodes");
}

IndexSet read_set(const std::string& path, const Web& web, Session& session) {
  NodeSetFile file = read_node_set(path, web);
  if (file.unknown > 0) {
    session.warning(fmt::format("{}: {} of {} lines name no node of this web, such as {}", path, grouped(file.unknown),
                                grouped(file.lines), fmt::join(file.examples, ", ")));
  }
  return std::move(file.nodes);
}

IndexSet under(const std::string& text, const Web& web) {
  const auto host = web.has_names() ? look_up_host(web, text) : text;
  if (!host) {
    throw HintedError(fmt::format("--under takes hosts, and {} is a page", in_quotes(text)),
                      "name its host, or pages one by one in a file with --nodes");
  }
  IndexSet nodes = nodes_under(web, *host);
  if (nodes.size() == 0) throw ArgumentError(fmt::format("no node of this web is under {}", in_quotes(text)));
  return nodes;
}

IndexSet all_nodes(const Web& web) {
  return IndexSet::from_members(std::vector<std::uint8_t>(web.num_nodes(), std::uint8_t{1}));
}

}  // namespace

void add_node_selection(Verbs& verbs, CLI::App* verb, NodeSelection& selection) {
  verbs.offer_files(
      add_each(verb, "--nodes", selection.nodes, "FILE ...",
               with_default("Only nodes that FILE names, one a line; again: those of any FILE", "all nodes")));
  add_each(verb, "--under", selection.under, "HOST ...",
           with_default("And nodes at or below HOST: its pages, its subdomains", "all nodes"));
  verbs.offer_files(add_each(verb, "--and", selection.also_in, "FILE ...",
                             with_default("Of the nodes chosen so far only those that FILE names", "all of them")));
  verbs.offer_files(
      add_each(verb, "--not", selection.not_in, "FILE ...", with_default("Without the nodes that FILE names", "none")));
}

std::optional<IndexSet> selected_nodes(const NodeSelection& selection, const Web& web, Session& session) {
  if (selection.is_all()) return std::nullopt;
  IndexSet chosen;
  for (const std::string& path : selection.nodes) chosen = united(chosen, read_set(path, web, session));
  for (const std::string& host : selection.under) chosen = united(chosen, under(host, web));
  if (selection.nodes.empty() && selection.under.empty()) chosen = all_nodes(web);
  for (const std::string& path : selection.also_in) chosen = intersected(chosen, read_set(path, web, session));
  for (const std::string& path : selection.not_in) chosen = subtracted(chosen, read_set(path, web, session));
  if (chosen.size() == 0) throw HintedError("no node is left", "see --nodes, --under, --and and --not in the help");
  return chosen;
}

}  // namespace orbweb
