// What separates the fields of a link list, told by its first lines of data.
#pragma once

#include <span>
#include <string_view>

namespace orbweb {

/// The separator of most `lines`: a tab, "|", "," (with CSV's quotes) or a space, which stands for runs of spaces and
/// tabs. Under the right one a line has two to four fields; the first two look like URLs, hosts or integers, what
/// follows like words and counts; empty fields at the end do not count. A line speaks twice as loud where both look
/// alike and like no mere word ("a.example", "7" but not "a"). Of equals the first in this order wins. Where no line
/// has two such fields, the first separator in this order that the first line holds. O(length).
char link_separator(std::span<const std::string_view> lines);

/// Whether `source` and `target` could name nodes: URLs, hosts or integers.
bool look_like_nodes(std::string_view source, std::string_view target);

/// For messages: "tabs", "\"|\"", "commas", "spaces".
std::string_view separator_name(char separator);

}  // namespace orbweb
