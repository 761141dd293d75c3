// The largest component of a web.
#pragma once

#include <vector>

#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

/// The nodes of the largest set that arcs connect, whatever their direction, rising; of several, the one with the
/// lowest node. Time as weak_components (graph/components.h); at most 12 bytes per node.
std::vector<NodeId> largest_weak_component(const Web& web, const Control& control = {});

/// The nodes of the largest set whose members all reach each other, rising; of several, the one with the lowest node.
/// Time and memory as strong_components (graph/components.h): each row is read once, none is kept.
std::vector<NodeId> largest_strong_component(const Web& web, const Control& control = {});

}  // namespace orbweb
