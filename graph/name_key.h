// The order of names. A name is what people read: a host ("www.example.com", "example.com:8080", "192.0.2.1", "[::1]")
// or a page ("https://www.example.com/a?b"). Its key is the same name written so that plain byte order is the order of
// the web: host labels reversed, then port, then path, so that all of a domain, and all pages of a host, are
// neighbours.
//
//   key of a host = labels from the right, joined by 0x01 [0x00 ":" port]
//   key of a page = labels from the right, joined by 0x01 0x00 [":" port] path-and-query 0x00 scheme
//
// 0x00 and 0x01 never occur in canonical names and sort before every byte that does; so example.com is followed by its
// pages, then by its subdomains, and only then by example.com's neighbours. IP addresses are one label.
#pragma once

#include <string>
#include <string_view>

namespace orbweb {

/// The key of a canonical name. Bijective: name_from_key(key_from_name(name)) == name for every name that has no byte
/// below 0x20.
std::string key_from_name(std::string_view name);
void append_key(std::string& out, std::string_view name);
std::string name_from_key(std::string_view key);

}  // namespace orbweb
