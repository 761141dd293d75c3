#include "loaders/url_host.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>

#include "loaders/url_address.h"
#include "loaders/url_encode.h"

namespace orbweb {
namespace {

/// `other`: forbidden in a canonical name, or to be decoded before that is known.
enum class HostByte : std::uint8_t { plain, upper, other };

/// https://url.spec.whatwg.org/#forbidden-domain-code-point, but for controls.
constexpr std::string_view kForbiddenPunctuation = " #%/:<>?@[\\]^|";

constexpr std::array<HostByte, 256> classify_host_bytes() {
  std::array<HostByte, 256> classes{};
  for (std::size_t c = 0; c < 256; ++c) {
    if (c < 0x20 || c >= 0x7f) classes[c] = HostByte::other;
    if (c >= 'A' && c <= 'Z') classes[c] = HostByte::upper;
  }
  for (const char c : kForbiddenPunctuation) classes[static_cast<unsigned char>(c)] = HostByte::other;
  return classes;
}
constexpr std::array<HostByte, 256> kHostBytes = classify_host_bytes();

/// The worst class of any byte: what the name has to go through.
HostByte worst_byte(std::string_view text) {
  HostByte worst = HostByte::plain;
  for (const char c : text) worst = std::max(worst, kHostBytes[static_cast<unsigned char>(c)]);
  return worst;
}

bool is_non_ascii(char c) { return static_cast<unsigned char>(c) >= 0x80; }

void lower_ascii(std::string& text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
}

/// Findings of ICU that the standard does not ask for: VerifyDnsLength and CheckHyphens are false there.
constexpr std::uint32_t kIgnoredIdnaErrors = UIDNA_ERROR_EMPTY_LABEL | UIDNA_ERROR_LABEL_TOO_LONG |
                                             UIDNA_ERROR_DOMAIN_NAME_TOO_LONG | UIDNA_ERROR_LEADING_HYPHEN |
                                             UIDNA_ERROR_TRAILING_HYPHEN | UIDNA_ERROR_HYPHEN_3_4;

struct CloseIdna {
  void operator()(UIDNA* idna) const { uidna_close(idna); }
};

/// One instance for all threads: ICU documents it as immutable. Null where ICU's data is missing.
const UIDNA* idna() {
  static const std::unique_ptr<UIDNA, CloseIdna> instance = [] {
    UErrorCode error = U_ZERO_ERROR;
    return std::unique_ptr<UIDNA, CloseIdna>(
        uidna_openUTS46(UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ | UIDNA_NONTRANSITIONAL_TO_ASCII, &error));
  }();
  return instance.get();
}

/// Punycode takes time quadratic in the length of a label. A name that fits DNS (253 bytes) has at most as many
/// characters, of at most 4 bytes each.
constexpr std::size_t kMaxIdnaBytes = 1024;

bool to_ascii_by_idna(std::string& name) {
  if (name.size() > kMaxIdnaBytes || idna() == nullptr) return false;
  std::string ascii(4 * name.size(), '\0');
  for (;;) {
    UIDNAInfo info = UIDNA_INFO_INITIALIZER;
    UErrorCode error = U_ZERO_ERROR;
    const int length = uidna_nameToASCII_UTF8(idna(), name.data(), static_cast<int>(name.size()), ascii.data(),
                                              static_cast<int>(ascii.size()), &info, &error);
    if (error == U_BUFFER_OVERFLOW_ERROR) {
      ascii.resize(static_cast<std::size_t>(length));
      continue;
    }
    if (U_FAILURE(error) || (info.errors & ~kIgnoredIdnaErrors) != 0) return false;
    ascii.resize(static_cast<std::size_t>(length));
    name = std::move(ascii);
    return true;
  }
}

/// The standard's "domain to ASCII". Names of ASCII alone are only lowered, even where a label begins with "xn--" and
/// is no valid punycode: sites with such names are reached by browsers. Forbidden bytes are told at the end: IDNA may
/// join one with what follows ("<" and U+0338).
bool to_ascii(std::string_view text, std::string& name) {
  name.assign(text);
  if (worst_byte(text) == HostByte::plain) return true;
  if (text.find('%') != std::string_view::npos) name = percent_decoded(text);
  if (std::any_of(name.begin(), name.end(), is_non_ascii) && !to_ascii_by_idna(name)) return false;
  lower_ascii(name);
  return worst_byte(name) == HostByte::plain;
}

bool has_empty_label(std::string_view name) {
  return name.empty() || name.front() == '.' || name.back() == '.' || name.find("..") != std::string_view::npos;
}

bool parse_ipv6_host(std::string_view text, std::string& host) {
  if (text.size() < 2 || text.back() != ']') return false;
  auto address = canonical_ipv6(text.substr(1, text.size() - 2));
  if (address) host = std::move(*address);
  return address.has_value();
}

}  // namespace

bool parse_host(std::string_view text, std::string& host) {
  if (!text.empty() && text.front() == '[') return parse_ipv6_host(text, host);
  if (!to_ascii(text, host)) return false;
  if (!host.empty() && host.back() == '.') host.pop_back();
  if (has_empty_label(host)) return false;
  if (!ends_in_number(host)) return true;
  const auto address = parse_ipv4(host);
  if (address) host = ipv4_to_string(*address);
  return address.has_value();
}

bool is_ip_address(std::string_view host) { return host.front() == '[' || ends_in_number(host); }

}  // namespace orbweb
