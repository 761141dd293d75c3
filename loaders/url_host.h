// Hosts of URLs: domain names through IDNA, IP addresses through url_address.h.
#pragma once

#include <string>
#include <string_view>

namespace orbweb {

/// Sets `host` to the canonical form of a host as it stands in a URL (any case, UTF-8 or punycode, percent-encoded, "["
/// for IPv6), or returns false where the URL Standard or DNS forbids it. By the standard's host parser for special
/// schemes: non-transitional UTS 46 with CheckBidi and CheckJoiners, no length limits on labels. Departures: a trailing
/// dot is dropped, other empty labels are refused, and so is a name with non-ASCII bytes that is over 1 KiB.
/// https://url.spec.whatwg.org/#host-parsing ; O(length) for ASCII. Thread-safe.
bool parse_host(std::string_view text, std::string& host);

/// Whether a canonical host is an IP address rather than a name.
bool is_ip_address(std::string_view host);

}  // namespace orbweb
