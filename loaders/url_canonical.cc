#include "loaders/url_canonical.h"

#include <array>
#include <cstddef>

#include "loaders/ascii.h"
#include "loaders/url.h"
#include "loaders/url_encode.h"

namespace orbweb {
namespace {

constexpr std::string_view kHttp = "http://";
constexpr std::string_view kHttps = "https://";
/// Room for what prefix and suffix add, so that the length of the canonical form needs no check.
constexpr std::size_t kMostBytes = kMaxUrlBytes - kHttps.size() - 1;

constexpr std::array<bool, 256> label_bytes() {
  std::array<bool, 256> set{};
  for (const char c : std::string_view("abcdefghijklmnopqrstuvwxyz0123456789-_"))
    set[static_cast<unsigned char>(c)] = true;
  return set;
}
constexpr std::array<bool, 256> kLabelBytes = label_bytes();

/// The length of the host name that `text` begins with; 0 where a label is empty, or the last one begins with a digit:
/// that may be an address.
std::size_t host_length(std::string_view text) {
  std::size_t at = 0;
  std::size_t label = 0;
  for (;;) {
    while (at < text.size() && kLabelBytes[static_cast<unsigned char>(text[at])]) ++at;
    if (at == label) return 0;
    if (at == text.size() || text[at] != '.') break;
    label = ++at;
  }
  return is_digit(text[label]) ? 0 : at;
}

std::size_t web_scheme_length(std::string_view text) {
  if (text.starts_with(kHttps)) return kHttps.size();
  return text.starts_with(kHttp) ? kHttp.size() : 0;
}

}  // namespace

std::string CanonicalUrl::to_string() const {
  std::string url;
  url.reserve(prefix.size() + text.size() + suffix.size());
  return url.append(prefix).append(text).append(suffix);
}

CanonicalUrl read_canonical_url(std::string_view text) {
  if (text.size() > kMostBytes) return {};
  const std::size_t scheme = web_scheme_length(text);
  const std::string_view rest = text.substr(scheme);
  const std::size_t host = host_length(rest);
  const std::string_view path = rest.substr(host);
  if (host == 0 || (!path.empty() && (path.front() != '/' || !is_canonical_path(path)))) return {};
  return {text, rest.substr(0, host), scheme == 0 ? kHttp : "", path.empty() ? "/" : ""};
}

}  // namespace orbweb
