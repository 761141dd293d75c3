#include "graph/transform/node_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "graph/error.h"

namespace orbweb {

NodeMap::NodeMap(std::vector<NodeId> origins, std::uint64_t num_old_nodes)
    : origins_(std::move(origins)),
      places_(num_old_nodes, kDropped),
      is_rising_(std::is_sorted(origins_.begin(), origins_.end())) {
  for (std::uint64_t node = 0; node < origins_.size(); ++node) {
    const NodeId origin = origins_[node];
    if (origin >= num_old_nodes) {
      throw ArgumentError(fmt::format("node order: expected nodes below {}, found {}", num_old_nodes, origin));
    }
    if (places_[origin] != kDropped) {
      throw ArgumentError(fmt::format("node order: expected each node once, found {} again", origin));
    }
    places_[origin] = static_cast<NodeId>(node);
  }
}

std::vector<NodeId> members_of(const IndexSet& nodes, std::uint64_t num_nodes) {
  std::vector<std::uint8_t> flags(num_nodes);
  nodes.copy_members(0, flags);
  std::vector<NodeId> members;
  for (std::uint64_t node = 0; node < num_nodes; ++node) {
    if (flags[node] != 0) members.push_back(static_cast<NodeId>(node));
  }
  return members;
}

IndexSet nodes_under(const Web& web, std::string_view host) {
  if (!web.has_names())
    throw ArgumentError(fmt::format("no node is under {}: the web has no names", orbweb::in_quotes(host)));
  const auto [first, last] = web.names().subtree(host);
  IndexSetBuilder builder;
  builder.append(std::vector<std::uint8_t>(first, 0));
  builder.append(std::vector<std::uint8_t>(last - first, 1));
  return builder.build();
}

}  // namespace orbweb
