#include "loaders/fold_overrides.h"

#include <fmt/format.h>

#include <algorithm>

#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/files.h"
#include "loaders/url_host.h"

namespace orbweb {
namespace {

constexpr std::uint64_t kMaxFileBytes = std::uint64_t{256} << 20;
constexpr std::string_view kBlanks = " \t\r\v\f";

/// The next run of other than blanks, cut off the front of `line`; empty at the end.
std::string_view next_field(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(kBlanks), line.size()));
  const std::string_view field = line.substr(0, line.find_first_of(kBlanks));
  line.remove_prefix(field.size());
  return field;
}

/// A host in any form, as in a URL. "*" is a byte that URLs allow in hosts, but here it is a wildcard put where none is
/// taken.
bool parse_rule_host(std::string_view text, std::string& host) {
  return text.find('*') == std::string_view::npos && parse_host(text, host);
}

}  // namespace

FoldOverrides::FoldOverrides(const std::filesystem::path& path) {
  const std::vector<char> bytes = read_whole_file(real_file_system(), path, kMaxFileBytes);
  hash_ = "xxh3:" + xxh3_64(bytes);
  std::string_view text(bytes.data(), bytes.size());
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  for (std::uint64_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    add_line(path.string(), number, line);
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
}

void FoldOverrides::add_line(const std::string& path, std::uint64_t number, std::string_view line) {
  std::string_view rest = line.substr(0, line.find('#'));
  const std::string_view host_field = next_field(rest);
  if (host_field.empty()) return;
  const std::string_view domain_field = next_field(rest);
  const auto fail = [&](const char* expected, std::string_view found) {
    throw LoadError(path, fmt::format("line {}", number), expected, in_quotes(found));
  };
  if (domain_field.empty() || !next_field(rest).empty()) fail("HOST_OR_SUFFIX and DOMAIN", line);

  std::string host;
  Rule rule{{}, number};
  if (!parse_rule_host(host_field, host)) fail("a host name", host_field);
  if (domain_field != "*" && !parse_rule_host(domain_field, rule.domain)) fail("a domain or \"*\"", domain_field);
  const auto [known, is_new] = rules_.try_emplace(host, rule);
  if (!is_new && known->second.domain != rule.domain) fail("one domain for each host or suffix", line);
  longest_ = std::max(longest_, host.size());
}

std::optional<std::string_view> FoldOverrides::domain_of(std::string_view host) const {
  const bool is_ip = is_ip_address(host);
  std::size_t below = std::string_view::npos;  // where the label before `start` begins; npos for the first label
  for (std::size_t start = 0;;) {
    // Names longer than any rule's need no look-up: hosts may be long, and hashing each of their suffixes quadratic.
    const auto rule = host.size() - start <= longest_ ? rules_.find(host.substr(start)) : rules_.end();
    if (rule != rules_.end()) {
      if (!rule->second.domain.empty()) return rule->second.domain;
      return below == std::string_view::npos ? std::string_view() : host.substr(below);
    }
    const std::size_t dot = is_ip ? std::string_view::npos : host.find('.', start);
    if (dot == std::string_view::npos) return std::nullopt;
    below = start;
    start = dot + 1;
  }
}

std::vector<std::pair<std::string_view, std::uint64_t>> FoldOverrides::domains() const {
  std::vector<std::pair<std::string_view, std::uint64_t>> domains;
  for (const auto& [name, rule] : rules_) {
    if (!rule.domain.empty()) domains.emplace_back(rule.domain, rule.line);
  }
  std::sort(domains.begin(), domains.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return domains;
}

}  // namespace orbweb
