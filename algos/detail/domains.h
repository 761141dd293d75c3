// Which nodes lie in the same host or domain.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/web.h"

namespace orbweb::detail {

using GroupNumber = std::uint32_t;

/// A number for each node's domain, the same within it: the registrable one, or the host where it has none. Nodes
/// without names are a domain each. Throws LoadError or IoError where there is no public suffix list. O(n).
std::vector<GroupNumber> domains_of(const Web& web);

/// The same of hosts, for a web of pages. O(n).
std::vector<GroupNumber> hosts_of(const Web& web);

}  // namespace orbweb::detail
