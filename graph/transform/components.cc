#include "graph/transform/components.h"

#include <algorithm>

#include "graph/components.h"

namespace orbweb {

namespace {

/// The largest class, given for each node the smallest of its class; the one of the lowest node among equal ones.
std::vector<NodeId> largest_class(const std::vector<NodeId>& representatives) {
  std::vector<NodeId> sizes(representatives.size());
  for (const NodeId representative : representatives) ++sizes[representative];
  const auto largest = static_cast<NodeId>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin());
  std::vector<NodeId> members;
  for (std::uint64_t node = 0; node < representatives.size(); ++node) {
    if (representatives[node] == largest) members.push_back(static_cast<NodeId>(node));
  }
  return members;
}

}  // namespace

std::vector<NodeId> largest_weak_component(const Web& web, const Control& control) {
  return largest_class(weak_components(web.successors(), control));
}

std::vector<NodeId> largest_strong_component(const Web& web, const Control& control) {
  return largest_class(strong_components(web.successors(), {}, control));
}

}  // namespace orbweb
