// Which nodes a transformed web has, and in which order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/index_set.h"
#include "graph/web.h"

namespace orbweb {

/// A one-to-one map from new nodes to some or all old ones. 4 bytes per new and per old node.
class NodeMap {
 public:
  static constexpr NodeId kDropped = 0xffffffff;

  /// `origins[v]` is the old node that becomes v. Throws ArgumentError where one is not below `num_old_nodes` or stands
  /// twice.
  NodeMap(std::vector<NodeId> origins, std::uint64_t num_old_nodes);

  std::uint64_t num_nodes() const { return origins_.size(); }
  NodeId origin(std::uint64_t node) const { return origins_[node]; }
  std::span<const NodeId> origins() const { return origins_; }
  /// The new node that an old one becomes, or kDropped.
  NodeId place(NodeId old_node) const { return places_[old_node]; }
  /// Whether nodes keep their order among each other.
  bool is_rising() const { return is_rising_; }

 private:
  std::vector<NodeId> origins_;
  std::vector<NodeId> places_;
  bool is_rising_;
};

/// The members of `nodes` below `num_nodes`, rising.
std::vector<NodeId> members_of(const IndexSet& nodes, std::uint64_t num_nodes);

/// All nodes at or below a host: itself, its pages, its subdomains. Throws ArgumentError where the web has no names.
IndexSet nodes_under(const Web& web, std::string_view host);

}  // namespace orbweb
