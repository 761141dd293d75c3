// URLs that are canonical as they stand, as most in a crawl's link lists are: told in one pass, without a copy.
#pragma once

#include <string>
#include <string_view>

namespace orbweb {

/// What parse_url() would make of a text that needs no change but perhaps a scheme in front or a "/" behind.
struct CanonicalUrl {
  std::string_view text;
  std::string_view host;    ///< a part of `text`; empty where it has to go through parse_url()
  std::string_view prefix;  ///< "http://" where `text` is a bare host
  std::string_view suffix;  ///< "/" where `text` has no path

  explicit operator bool() const { return !host.empty(); }
  std::string to_string() const;
};

/// Takes http(s) URLs and bare hosts whose host is a name of lower-case letters, digits, "-" and "_", without port,
/// user info and fragment, with nothing to encode or to resolve in path and query. parse_url() defines what is right:
/// whatever is taken here has the same host and the same canonical form there. What is left to it is not told to be
/// wrong. O(length), no allocation. Thread-safe.
CanonicalUrl read_canonical_url(std::string_view text);

}  // namespace orbweb
