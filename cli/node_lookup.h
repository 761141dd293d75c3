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

/// The host that `text` means, for Names::subtree: as it stands where a node is below it, else in the form that names
/// of the web's fold have hosts in, also of a URL: lower case, ASCII. Nothing where it is a page. The web must have
/// names.
std::optional<std::string> look_up_host(const Web& web, const std::string& text);

/// Names near `text`, nearest first: its subtree, then neighbours in the order of names that differ by few letters.
std::vector<std::string> similar_names(const Web& web, std::string_view text, std::size_t limit);

}  // namespace orbweb
