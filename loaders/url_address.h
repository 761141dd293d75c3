// IP addresses as hosts of URLs: every form that browsers take, one form out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace orbweb {

/// Whether a host must be read as an IPv4 address: its last label is decimal digits or a hexadecimal number
/// ("192.0.2.1", "example.1", "0x7f"). https://url.spec.whatwg.org/#ends-in-a-number-checker
bool ends_in_number(std::string_view host);

/// One to four parts in decimal, octal (leading 0) or hexadecimal (leading 0x); the last one fills what is left:
/// "192.168.257" is 192.168.1.1. Nothing for what is no address.
std::optional<std::uint32_t> parse_ipv4(std::string_view host);

/// "192.0.2.1".
std::string ipv4_to_string(std::uint32_t address);

/// `text` is what stands between the brackets; no zone. The result is in the shortest form, with brackets: "[::1]"
/// (RFC 5952, but an embedded IPv4 address is written in hexadecimal, as the URL Standard does). Nothing for what is no
/// address.
std::optional<std::string> canonical_ipv6(std::string_view text);

}  // namespace orbweb
