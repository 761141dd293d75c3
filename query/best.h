// The nodes of a range, such as a host's pages, that most others link to.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "graph/control.h"
#include "graph/web.h"
#include "query/neighbours.h"

namespace orbweb {

/// What makes a node good.
enum class BestBy {
  referrers,  ///< how many nodes link to it, itself left out
  followed,   ///< of these, how many with a followed link
  links,      ///< how many links they have to it
};

/// "referrers", "followed" or "links". Throws ArgumentError for any other.
BestBy best_by_named(std::string_view name);

struct BestNode {
  NodeId node;
  SideTotals referrers;
};

/// The `count` best of nodes [first, last), best first, ties by node. By `referrers`: O(arcs into the range). By the
/// others: labels are needed, whose place only the sources' rows tell; read one by one where few arcs lead into the
/// range, else in one scan of the web. 24 bytes for each node of the range.
std::vector<BestNode> best_nodes(const Web& web, NodeId first, NodeId last, BestBy by, std::uint64_t count,
                                 const Control& control = {});

/// The same by `values`, one for each node of the web, such as ratings, NaN last. O(last - first).
std::vector<BestNode> best_nodes(const Web& web, NodeId first, NodeId last, std::span<const double> values,
                                 std::uint64_t count, const Control& control = {});

}  // namespace orbweb
