// Orders of a web's nodes, each as the old nodes in the order of the new ones.
#pragma once

#include <vector>

#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

enum class DegreeKind { in, out, total };

/// By falling degree, ties by node. O(n log n); 12 bytes per node.
std::vector<NodeId> degree_order(const Web& web, DegreeKind kind, const Control& control = {});

/// As breadth-first search meets them, arcs taken both ways: from the node of highest total degree (ties by node), then
/// from the highest that is left, and so on; the neighbours of a node by number. Nodes that link to each other come to
/// lie close together. Rows are read at random, one after the other: O(n log n + m), on one thread; 21 bytes per node
/// and the rows of one node.
std::vector<NodeId> breadth_first_order(const Web& web, const Control& control = {});

}  // namespace orbweb
