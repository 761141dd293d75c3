#include "graph/name_key.h"

#include <algorithm>

namespace orbweb {

namespace {

constexpr char kLabelSeparator = '\x01';
constexpr char kPartSeparator = '\x00';
constexpr std::string_view kSchemeMark = "://";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// An IP address is one label: "[...]", or dotted digits only (no top-level domain is a number).
bool is_ip_address(std::string_view host) {
  return host.starts_with('[') ||
         (!host.empty() && is_digit(host.back()) &&
          std::all_of(host.begin(), host.end(), [](char c) { return is_digit(c) || c == '.'; }));
}

/// Appends the pieces of `text` between `from` separators in reverse order, joined by `to`.
void append_reversed(std::string& out, std::string_view text, char from, char to) {
  while (true) {
    const std::size_t at = text.rfind(from);
    if (at == std::string_view::npos) break;
    out.append(text.substr(at + 1)).push_back(to);
    text = text.substr(0, at);
  }
  out.append(text);
}

void append_host_key(std::string& key, std::string_view host) {
  if (is_ip_address(host)) {
    key.append(host);
  } else {
    append_reversed(key, host, '.', kLabelSeparator);
  }
}

/// Length of the host at the start of "host[:port]": a colon inside the brackets of an IPv6 address is no port.
std::size_t host_length(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  return colon == std::string_view::npos || authority.ends_with(']') ? authority.size() : colon;
}

}  // namespace

std::string key_from_name(std::string_view name) {
  std::string key;
  key.reserve(name.size() + 4);
  append_key(key, name);
  return key;
}

void append_key(std::string& key, std::string_view name) {
  const std::size_t scheme_end = name.find(kSchemeMark);
  const bool is_page = scheme_end != std::string_view::npos;
  const std::string_view rest = is_page ? name.substr(scheme_end + kSchemeMark.size()) : name;
  const std::string_view authority = is_page ? rest.substr(0, rest.find('/')) : rest;
  const std::string_view host = authority.substr(0, host_length(authority));
  append_host_key(key, host);
  if (host.size() == rest.size() && !is_page) return;
  key.push_back(kPartSeparator);
  key.append(rest.substr(host.size()));
  if (is_page) key.append(1, kPartSeparator).append(name.substr(0, scheme_end));
}

std::string name_from_key(std::string_view key) {
  const std::size_t host_end = std::min(key.find(kPartSeparator), key.size());
  const std::string_view rest = host_end == key.size() ? std::string_view() : key.substr(host_end + 1);
  const std::size_t scheme_at = rest.find(kPartSeparator);
  std::string name;
  name.reserve(key.size() + 2);
  if (scheme_at != std::string_view::npos) name.append(rest.substr(scheme_at + 1)).append(kSchemeMark);
  append_reversed(name, key.substr(0, host_end), kLabelSeparator, '.');
  name.append(rest.substr(0, scheme_at));
  return name;
}

}  // namespace orbweb
