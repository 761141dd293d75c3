// The arcs of a web in words, for tests to compare.
#pragma once

#include <string>
#include <vector>

#include "graph/web.h"

namespace orbweb::test {

using Arcs = std::vector<std::string>;

/// "a->b:2n": arcs by name, with the number of links, "n" where none is followed; in node order.
inline Arcs arcs_of(const Web& web) {
  Arcs arcs;
  for (NodeId node = 0; node < web.num_nodes(); ++node) {
    ArcIndex arc = web.successors().first_arc(node);
    for (const NodeId target : web.successors()[node]) {
      arcs.push_back(web.display_name(node) + "->" + web.display_name(target) + ":" +
                     std::to_string(web.link_counts()[arc]) + (web.followed().contains(arc) ? "" : "n"));
      ++arc;
    }
  }
  return arcs;
}

}  // namespace orbweb::test
