// Options that choose nodes, with one wording for all verbs that have them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/verb.h"
#include "graph/index_set.h"
#include "graph/web.h"

namespace orbweb {

/// (all of `nodes` and `under`, or all nodes where both are empty), of these those in each of `also_in`, without those
/// in any of `not_in`. The order of options does not matter.
struct NodeSelection {
  std::vector<std::string> nodes, also_in, not_in;  ///< files, as loaders/node_set.h reads them
  std::vector<std::string> under;                   ///< hosts

  bool is_all() const { return nodes.empty() && under.empty() && also_in.empty() && not_in.empty(); }
};

void add_node_selection(Verbs& verbs, CLI::App* verb, NodeSelection& selection);

/// The chosen nodes; nothing where the selection is of all. Warns of names that are not in the web. Throws
/// ArgumentError where no node is left.
std::optional<IndexSet> selected_nodes(const NodeSelection& selection, const Web& web, Session& session);

}  // namespace orbweb
