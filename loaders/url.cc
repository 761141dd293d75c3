#include "loaders/url.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "loaders/ascii.h"
#include "loaders/url_encode.h"
#include "loaders/url_host.h"

namespace orbweb {
namespace {

bool is_slash(char c) { return c == '/' || c == '\\'; }
bool is_tab_or_newline(char c) { return c == '\t' || c == '\n' || c == '\r'; }
bool is_control_or_space(char c) { return static_cast<unsigned char>(c) <= ' '; }
bool ends_authority(char c) { return is_slash(c) || c == '?' || c == '#'; }

/// The standard's preparation: no controls or spaces around, no tabs or newlines inside. `buffer` holds the result
/// where it is not a part of `text`.
std::string_view prepared(std::string_view text, std::string& buffer) {
  while (!text.empty() && is_control_or_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_control_or_space(text.back())) text.remove_suffix(1);
  if (std::none_of(text.begin(), text.end(), is_tab_or_newline)) return text;
  std::copy_if(text.begin(), text.end(), std::back_inserter(buffer), [](char c) { return !is_tab_or_newline(c); });
  return buffer;
}

std::size_t authority_length(std::string_view text) {
  return static_cast<std::size_t>(std::find_if(text.begin(), text.end(), ends_authority) - text.begin());
}

/// The length of the scheme that `text` begins with, without its ":"; 0 where there is none.
std::size_t scheme_length(std::string_view text) {
  if (text.empty() || !is_alpha(text.front())) return 0;
  std::size_t end = 1;
  const auto is_scheme_byte = [](char c) { return is_alpha(c) || is_digit(c) || c == '+' || c == '-' || c == '.'; };
  while (end < text.size() && is_scheme_byte(text[end])) ++end;
  return end < text.size() && text[end] == ':' ? end : 0;
}

bool equals_lowered(std::string_view text, std::string_view lower) {
  return text.size() == lower.size() && std::equal(text.begin(), text.end(), lower.begin(),
                                                   [](char a, char b) { return (is_alpha(a) ? a | 0x20 : a) == b; });
}

/// Schemes whose body is often nothing but digits ("tel:911"): never a host and its port.
constexpr std::array<std::string_view, 8> kNumberSchemes = {"tel", "sms",        "smsto", "mms",
                                                            "fax", "javascript", "data",  "callto"};

/// Whether "NAME:..." is a host with a port rather than a URL of the scheme NAME.
bool is_host_and_port(std::string_view text, std::size_t name_length) {
  const std::string_view name = text.substr(0, name_length);
  const auto is_name = [name](std::string_view scheme) { return equals_lowered(name, scheme); };
  if (std::any_of(kNumberSchemes.begin(), kNumberSchemes.end(), is_name)) return false;
  const std::size_t end = authority_length(text);
  if (end <= name_length + 1) return false;  // "a:" and "a:/b" are schemes without a port
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(name_length) + 1,
                     text.begin() + static_cast<std::ptrdiff_t>(end), is_digit);
}

/// Where the port begins, with its ":": the first colon outside brackets.
std::size_t find_port(std::string_view host_and_port) {
  bool inside_brackets = false;
  for (std::size_t i = 0; i < host_and_port.size(); ++i) {
    const char c = host_and_port[i];
    if (c == '[') inside_brackets = true;
    if (c == ']') inside_brackets = false;
    if (c == ':' && !inside_brackets) return i;
  }
  return host_and_port.size();
}

/// `text` is empty or ":" and digits.
Rejection parse_port(std::string_view text, Url& url) {
  if (text.size() <= 1) return Rejection::none;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size()) return Rejection::invalid_port;
  if (port != (url.scheme == "http" ? 80 : 443)) url.port = port;
  return Rejection::none;
}

/// `text` follows "//": [user[:password]@] host [:port] [path] [query] [fragment].
Rejection parse_authority(std::string_view text, Url& url) {
  const std::size_t end = authority_length(text);
  std::string_view host_and_port = text.substr(0, end);
  host_and_port.remove_prefix(host_and_port.rfind('@') + 1);
  const std::size_t port = find_port(host_and_port);
  if (port == 0) return Rejection::no_host;
  if (!parse_host(host_and_port.substr(0, port), url.host)) return Rejection::invalid_host;
  const Rejection rejection = parse_port(host_and_port.substr(port), url);
  if (rejection != Rejection::none) return rejection;

  std::string_view rest = text.substr(end);
  if (!rest.empty() && is_slash(rest.front())) rest.remove_prefix(1);
  append_query(append_path(rest, url.path), url.path);
  return Rejection::none;
}

/// However many slashes there are: browsers skip them all.
Rejection parse_after_slashes(std::string_view text, Url& url) {
  while (!text.empty() && is_slash(text.front())) text.remove_prefix(1);
  return parse_authority(text, url);
}

bool starts_with_two_slashes(std::string_view text) {
  return text.size() >= 2 && is_slash(text[0]) && is_slash(text[1]);
}

Rejection parse_relative(std::string_view text, const Url& base, Url& url) {
  url.scheme = base.scheme;
  if (starts_with_two_slashes(text)) return parse_after_slashes(text, url);
  url.host = base.host;
  url.port = base.port;
  if (text.empty() || text.front() == '#') {
    url.path = base.path;
    return Rejection::none;
  }
  const std::string_view base_path = std::string_view(base.path).substr(0, base.path.find('?'));
  if (text.front() == '?') {
    url.path = base_path;
  } else if (is_slash(text.front())) {
    text = append_path(text.substr(1), url.path);
  } else {
    url.path = base_path.substr(0, base_path.rfind('/'));
    text = append_path(text, url.path);
  }
  append_query(text, url.path);
  return Rejection::none;
}

/// No scheme and no base: what link lists write instead of a URL.
Rejection parse_bare(std::string_view text, Url& url) {
  url.scheme = "http";
  if (starts_with_two_slashes(text)) return parse_after_slashes(text, url);
  const std::string_view authority = text.substr(0, authority_length(text));
  if (authority.empty()) return Rejection::no_host;
  if (authority.find('@') != std::string_view::npos) return Rejection::not_http;  // a mail address
  return parse_authority(text, url);
}

Rejection parse_prepared(std::string_view text, const Url* base, Url& url) {
  const std::size_t length = scheme_length(text);
  if (length == 0) return base != nullptr ? parse_relative(text, *base, url) : parse_bare(text, url);
  const std::string_view scheme = text.substr(0, length);
  const std::string_view rest = text.substr(length + 1);
  if (equals_lowered(scheme, "http") || equals_lowered(scheme, "https")) {
    url.scheme = length == 4 ? "http" : "https";
    if (base != nullptr && base->scheme == url.scheme && !starts_with_two_slashes(rest)) {
      return parse_relative(rest, *base, url);
    }
    return parse_after_slashes(rest, url);
  }
  if (base != nullptr || !is_host_and_port(text, length)) return Rejection::not_http;
  return parse_bare(text, url);
}

}  // namespace

std::string Url::host_and_port() const { return port ? host + ':' + std::to_string(*port) : host; }

std::string Url::to_string() const {
  std::string text;
  text.reserve(scheme.size() + host.size() + path.size() + sizeof("://:65535"));
  text.append(scheme).append("://").append(host);
  if (port) text.append(1, ':').append(std::to_string(*port));
  return text.append(path);
}

UrlResult parse_url(std::string_view text, const Url* base) {
  UrlResult result;
  if (text.size() > kMaxUrlBytes) {
    result.rejection = Rejection::url_too_long;
    return result;
  }
  std::string buffer;
  result.rejection = parse_prepared(prepared(text, buffer), base, result.url);
  // Encoding makes text longer; a canonical URL must itself be one that is taken.
  const std::size_t most_bytes = result.url.path.size() + result.url.host.size() + sizeof("https://:65535");
  if (result.rejection == Rejection::none && most_bytes > kMaxUrlBytes &&
      result.url.to_string().size() > kMaxUrlBytes) {
    result.rejection = Rejection::url_too_long;
  }
  return result;
}

}  // namespace orbweb
