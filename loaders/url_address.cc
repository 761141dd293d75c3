#include "loaders/url_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "loaders/ascii.h"

namespace orbweb {
namespace {

/// The value of a digit of any base up to 16, or 16.
unsigned digit_value(char c) {
  if (is_digit(c)) return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10;
  return 16;
}

constexpr std::uint64_t kTooLarge = std::uint64_t{1} << 32;

/// One part of an IPv4 address; kTooLarge for any value above 32 bits, nothing for what is no number.
std::optional<std::uint64_t> parse_ipv4_part(std::string_view part) {
  if (part.empty()) return std::nullopt;
  unsigned base = 10;
  if (part.size() >= 2 && part[0] == '0') {
    const bool hexadecimal = part[1] == 'x' || part[1] == 'X';
    base = hexadecimal ? 16 : 8;
    part.remove_prefix(hexadecimal ? 2 : 1);
  }
  std::uint64_t value = 0;
  for (const char c : part) {
    const unsigned digit = digit_value(c);
    if (digit >= base) return std::nullopt;
    value = std::min(value * base + digit, kTooLarge);
  }
  return value;
}

using Pieces = std::array<unsigned, 8>;

/// The longest run of two or more zero pieces, the first of equals, as [first, last).
std::pair<std::size_t, std::size_t> zeros_to_compress(const Pieces& pieces) {
  std::pair<std::size_t, std::size_t> best{0, 0};
  for (std::size_t first = 0; first < pieces.size(); ++first) {
    std::size_t last = first;
    while (last < pieces.size() && pieces[last] == 0) ++last;
    if (last - first >= 2 && last - first > best.second - best.first) best = {first, last};
    first = std::max(first, last);
  }
  return best;
}

std::string ipv6_to_string(const Pieces& pieces) {
  const auto [first_zero, last_zero] = zeros_to_compress(pieces);
  std::string text = "[";
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i < last_zero && i >= first_zero) {
      text += i == 0 ? "::" : ":";
      i = last_zero - 1;
      continue;
    }
    text += fmt::format("{:x}", pieces[i]);
    if (i + 1 < pieces.size()) text += ':';
  }
  return text + ']';
}

}  // namespace

bool ends_in_number(std::string_view host) {
  const std::string_view last = host.substr(host.rfind('.') + 1);
  if (last.empty() || !is_digit(last[0])) return false;
  return std::all_of(last.begin(), last.end(), is_digit) || parse_ipv4_part(last).has_value();
}

std::optional<std::uint32_t> parse_ipv4(std::string_view host) {
  constexpr int kMaxParts = 4;
  std::uint64_t address = 0;
  for (int index = 0; index < kMaxParts; ++index) {
    const std::size_t dot = host.find('.');
    const auto value = parse_ipv4_part(host.substr(0, dot));
    if (!value) return std::nullopt;
    const int bits_left = 8 * (kMaxParts - index);
    if (dot == std::string_view::npos) {
      if (*value >> bits_left != 0) return std::nullopt;
      return static_cast<std::uint32_t>(address | *value);
    }
    if (*value > 255) return std::nullopt;
    address |= *value << (bits_left - 8);
    host.remove_prefix(dot + 1);
  }
  return std::nullopt;
}

std::string ipv4_to_string(std::uint32_t address) {
  return fmt::format("{}.{}.{}.{}", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
}

std::optional<std::string> canonical_ipv6(std::string_view text) {
  // inet_pton reads up to a NUL, so one inside would hide what follows it.
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  in6_addr address{};
  if (inet_pton(AF_INET6, std::string(text).c_str(), &address) != 1) return std::nullopt;
  Pieces pieces{};
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    pieces[i] = static_cast<unsigned>(address.s6_addr[2 * i] << 8 | address.s6_addr[2 * i + 1]);
  }
  return ipv6_to_string(pieces);
}

}  // namespace orbweb
