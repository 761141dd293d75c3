// The node that a person means.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/web.h"

namespace orbweb {

/// Tries `text` as it stands, in lower case, as a URL or host in canonical form and, in a web folded to domains, with
/// labels dropped from the left: "https://WWW.Example.com/x" finds example.com.
std::optional<NodeId> look_up(const Web& web, std::string_view text);

/// look_up, or a HintedError that says what the web's nodes are and suggests names that are near.
NodeId require_node(const Web& web, std::string_view text);

/// Names near `text`, nearest first: its subtree, then neighbours in the order of names that differ by few letters.
std::vector<std::string> similar_names(const Web& web, std::string_view text, std::size_t limit);

}  // namespace orbweb
