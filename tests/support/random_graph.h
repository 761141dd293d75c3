// Small webs for tests: drawn by hand, or random from a seed (the same on every machine).
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "graph/split_mix.h"
#include "graph/web.h"

namespace orbweb::test {

struct TestArc {
  NodeId source;
  NodeId target;
  bool followed = true;
  std::uint32_t count = 1;
};

/// A web of nodes numbered from 0. Equal arcs are folded as a build does: followed if any is, counts add up.
Web make_web(std::uint64_t num_nodes, std::vector<TestArc> arcs, FoldLevel fold = FoldLevel::none);

struct NamedArc {
  std::string source;
  std::string target;
  bool followed = true;
  std::uint32_t count = 1;
};

/// A web of named nodes: those of the arcs, in the order of names.
Web make_named_web(const std::vector<NamedArc>& arcs, FoldLevel fold = FoldLevel::domain);

/// Names for the nodes of `web`, "site-0000.example" ..., in node order.
Web with_names(const Web& web, FoldLevel fold = FoldLevel::domain);

struct RandomWebOptions {
  std::uint64_t seed = 1;
  std::uint64_t nodes = 100;
  std::uint64_t arcs = 500;     ///< drawn with repetition, so that a web may have fewer
  double dangling_share = 0.1;  ///< nodes without out-links, at least; 0 gives every node at least one
  double nofollow_share = 0.2;  ///< arcs that are not followed
  std::uint32_t max_count = 3;  ///< links per drawn arc, 1 to this
  bool self_loops = true;       ///< whether a node may link to itself
  double popular_share = 0.5;   ///< arcs whose target is drawn near node 0, which gives a heavy tail
};

std::vector<TestArc> random_arcs(const RandomWebOptions& options);
Web random_web(const RandomWebOptions& options);

using Random = SplitMix64;

}  // namespace orbweb::test
