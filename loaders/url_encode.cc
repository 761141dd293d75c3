#include "loaders/url_encode.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace orbweb {
namespace {

using ByteSet = std::array<bool, 256>;

/// Bytes that are written as %XX: controls, space, DEL, non-ASCII and `others`. Bytes that are no UTF-8 are encoded as
/// they are, so that different byte strings stay different names.
constexpr ByteSet encode_set(std::string_view others) {
  ByteSet set{};
  for (std::size_t c = 0; c < set.size(); ++c) set[c] = c <= 0x20 || c >= 0x7f;
  for (const char c : others) set[static_cast<unsigned char>(c)] = true;
  return set;
}
// https://url.spec.whatwg.org/#path-percent-encode-set and #special-query-percent-encode-set
constexpr ByteSet kPathSet = encode_set("\"#<>?^`{}");
constexpr ByteSet kQuerySet = encode_set("\"#<>'");

/// Bytes that stay what they are within a segment of a path.
constexpr ByteSet segment_bytes() {
  ByteSet set{};
  for (std::size_t c = 0; c < set.size(); ++c) set[c] = !kPathSet[c] && c != '/' && c != '\\';
  return set;
}
constexpr ByteSet kSegmentBytes = segment_bytes();

unsigned byte(char c) { return static_cast<unsigned char>(c); }

void append_encoded(std::string_view text, const ByteSet& set, std::string& out) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!set[byte(text[i])]) continue;
    out.append(text, copied, i - copied);
    out += {'%', kDigits[byte(text[i]) >> 4], kDigits[byte(text[i]) & 15]};
    copied = i + 1;
  }
  out.append(text, copied);
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool ends_segment(char c) { return c == '/' || c == '\\' || c == '?' || c == '#'; }

/// The number of dots where a segment is nothing but dots, each "." or "%2e"; otherwise 0.
int count_dots(std::string_view segment) {
  if (segment.empty() || segment.size() > 6) return 0;
  int dots = 0;
  while (!segment.empty()) {
    const bool encoded = segment.size() >= 3 && segment[0] == '%' && segment[1] == '2' && (segment[2] | 0x20) == 'e';
    if (!encoded && segment[0] != '.') return 0;
    segment.remove_prefix(encoded ? 3 : 1);
    ++dots;
  }
  return dots;
}

void remove_last_segment(std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash != std::string::npos) path.resize(slash);
}

}  // namespace

std::string percent_decoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    decoded += low >= 0 ? static_cast<char>(high * 16 + low) : text[i];
    if (low >= 0) i += 2;
  }
  return decoded;
}

std::string_view append_path(std::string_view text, std::string& path) {
  for (;;) {
    std::size_t end = 0;
    while (end < text.size() && !ends_segment(text[end])) ++end;
    const std::string_view segment = text.substr(0, end);
    const bool last = end == text.size() || text[end] == '?' || text[end] == '#';

    const int dots = count_dots(segment);
    if (dots == 2) remove_last_segment(path);
    if (dots == 1 || dots == 2) {
      if (last) path += '/';  // "/a/.." is "/", not ""
    } else {
      path += '/';
      append_encoded(segment, kPathSet, path);
    }
    if (last) return text.substr(end);
    text.remove_prefix(end + 1);
  }
}

void append_query(std::string_view text, std::string& path) {
  if (text.empty() || text.front() != '?') return;
  path += '?';
  append_encoded(text.substr(1, text.find('#') - 1), kQuerySet, path);
}

bool is_canonical_path(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && text[at] == '/') {
    const std::size_t begin = ++at;
    while (at < text.size() && kSegmentBytes[byte(text[at])]) ++at;
    if (begin == at || (text[begin] != '.' && text[begin] != '%')) continue;
    const int dots = count_dots(text.substr(begin, at - begin));
    if (dots == 1 || dots == 2) return false;
  }
  if (at == text.size()) return true;
  if (text[at] != '?') return false;
  return std::none_of(text.begin() + static_cast<std::ptrdiff_t>(at) + 1, text.end(),
                      [](char c) { return kQuerySet[byte(c)]; });
}

}  // namespace orbweb
