// Percent-encoding, dot segments and queries of URLs.
#pragma once

#include <string>
#include <string_view>

namespace orbweb {

/// Each %XX replaced by its byte; a "%" without two hexadecimal digits stays.
std::string percent_decoded(std::string_view text);

/// Appends "/" and the path at the beginning of `text` (what follows a "/" or "\") to `path`, which is empty or begins
/// with "/" and has no "/" at its end that `text` is to follow. Resolves "." and ".." (also as %2e), writes "\" as "/",
/// encodes what the standard's path set names. Returns what is left of `text`: empty, "?..." or "#...".
std::string_view append_path(std::string_view text, std::string& path);

/// Appends the query at the beginning of `text`, with its "?", up to "#"; nothing where there is none.
void append_query(std::string_view text, std::string& path);

/// Whether `text`, which begins with "/", is a path with or without a query that append_path() and append_query() take
/// as a whole and leave as it is.
bool is_canonical_path(std::string_view text);

}  // namespace orbweb
