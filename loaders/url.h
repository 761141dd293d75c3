// http and https URLs, read as browsers read them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "loaders/rejection.h"

namespace orbweb {

/// A canonical http(s) URL: scheme and host in lower case, the host in ASCII (punycode) or an IP address in its
/// shortest form ("192.0.2.1", "[2001:db8::1]"), no default port, no user info, no fragment, dot segments resolved,
/// percent-encoded where the standard says so.
struct Url {
  std::string scheme;                 ///< "http" or "https"
  std::string host;                   ///< never empty; no trailing dot
  std::optional<std::uint16_t> port;  ///< only where it is not the scheme's own
  std::string path;                   ///< begins with "/"; with "?query" where there is one

  std::string host_and_port() const;
  std::string to_string() const;
};

/// Longer text is refused: Rejection::url_too_long. So is a URL whose canonical form is longer.
inline constexpr std::size_t kMaxUrlBytes = 8192;

struct UrlResult {
  Rejection rejection = Rejection::none;  ///< `url` counts only where this is none
  Url url;
};

/// Parses by the WHATWG URL Standard's state machine, http and https only, relative to `base` where given.
/// Text without a scheme that starts like a host ("example.com/a", "example.com:8080", "//example.com") is read as http
/// when there is no base: what link lists write. Departures: a trailing dot of the host is dropped, other empty labels
/// are refused (docs/urls.md lists all).
/// https://url.spec.whatwg.org/ ; O(length). Thread-safe.
UrlResult parse_url(std::string_view text, const Url* base = nullptr);

}  // namespace orbweb
