// Disjoint sets that many threads join at once.
//
// Roots are linked to smaller roots by compare-and-swap, paths are halved on the way: after all joins the root of a set
// is its smallest member, whatever the order of the joins. Anderson, Woll, "Wait-free parallel algorithms for the
// union-find problem", STOC 1991, doi:10.1145/103418.103458.
#pragma once

#include <atomic>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "graph/graph.h"

namespace orbweb {

class UnionFind {
 public:
  explicit UnionFind(std::uint64_t size) : parents_(size) { std::iota(parents_.begin(), parents_.end(), NodeId{0}); }

  NodeId find(NodeId node) {
    while (true) {
      NodeId parent = load(node);
      const NodeId grandparent = load(parent);
      if (parent == grandparent) return parent;
      // A lost race does no harm: the parent that stands there is an ancestor too.
      std::atomic_ref(parents_[node]).compare_exchange_weak(parent, grandparent, std::memory_order_relaxed);
      node = grandparent;
    }
  }

  void join(NodeId a, NodeId b) {
    while (true) {
      a = find(a);
      b = find(b);
      if (a == b) return;
      if (a < b) std::swap(a, b);
      NodeId expected = a;
      if (std::atomic_ref(parents_[a]).compare_exchange_strong(expected, b, std::memory_order_relaxed)) return;
    }
  }

 private:
  NodeId load(NodeId node) { return std::atomic_ref(parents_[node]).load(std::memory_order_relaxed); }

  std::vector<NodeId> parents_;
};

}  // namespace orbweb
