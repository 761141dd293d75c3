#include "loaders/public_suffix.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <libpsl.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>
#include <unordered_set>
#include <utility>
#include <vector>

#include "graph/error.h"
#include "graph/files.h"
#include "loaders/url_host.h"

namespace orbweb {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxListBytes = std::uint64_t{64} << 20;
constexpr std::string_view kBeginIcann = "===BEGIN ICANN DOMAINS===";
constexpr std::string_view kEndIcann = "===END ICANN DOMAINS===";
constexpr std::string_view kVersionMark = "// VERSION:";

/// libpsl drops rules of more than 126 bytes, so no rule has more labels than this. Hosts may have thousands, and each
/// lookup takes time linear in their length.
constexpr int kMaxRuleLabels = 64;

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};
using NameSet = std::unordered_set<std::string, StringHash, std::equal_to<>>;

std::string_view parent_of(std::string_view host) {
  const std::size_t dot = host.find('.');
  return dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
}

std::string_view last_labels(std::string_view host, int count) {
  std::size_t start = host.size();
  for (int labels = 0; labels < count && start != 0; ++labels) {
    const std::size_t dot = host.rfind('.', start - 1);
    if (dot == std::string_view::npos) return host;
    start = dot;
  }
  return host.substr(start + (start < host.size() ? 1 : 0));
}

/// Calls visit(line) for each line, without its end.
template <class Visit>
void for_each_line(std::string_view text, Visit&& visit) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    visit(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

/// One line of the list: the name X of a rule "X" or "*.X", canonical; empty for comments and exceptions.
struct Rule {
  std::string name;
  bool wildcard = false;
};
Rule parse_rule(std::string_view line) {
  Rule rule;
  std::string_view text = line.substr(0, line.find_first_of(" \t"));
  rule.wildcard = text.substr(0, 2) == "*.";
  if (rule.wildcard) text.remove_prefix(2);
  if (text.substr(0, 2) == "//" || text.substr(0, 1) == "!" || !parse_host(text, rule.name)) rule.name.clear();
  return rule;
}

/// The list in the form in which libpsl gives right answers. To libpsl, "*.X" says that X itself is a suffix, and a
/// name with both rules loses one of them.
struct ListForLibpsl {
  std::string text;      ///< without rules "X" beside "*.X"
  NameSet not_suffixes;  ///< X of "*.X" that no rule makes a suffix: not "X", not "*.Y" of its parent Y, not "*"
};
ListForLibpsl prepare(std::string_view list) {
  NameSet rules;
  NameSet wildcards;
  for_each_line(list, [&](std::string_view line) {
    const Rule rule = parse_rule(line);
    if (!rule.name.empty()) (rule.wildcard ? wildcards : rules).insert(rule.name);
  });
  ListForLibpsl result;
  for_each_line(list, [&](std::string_view line) {
    const Rule rule = parse_rule(line);
    if (rule.wildcard || !wildcards.contains(rule.name)) result.text.append(line).append(1, '\n');
  });
  for (const std::string& name : wildcards) {
    const std::string_view parent = parent_of(name);
    if (!parent.empty() && !rules.contains(name) && !wildcards.contains(parent)) result.not_suffixes.insert(name);
  }
  return result;
}

/// The list's own version line; empty where it has none.
std::string version_line(std::string_view text) {
  const std::size_t mark = text.find(kVersionMark);
  if (mark == std::string_view::npos) return {};
  std::string_view version = text.substr(mark + kVersionMark.size());
  version = version.substr(0, version.find_first_of("\r\n"));
  while (!version.empty() && version.front() == ' ') version.remove_prefix(1);
  return std::string(version.substr(0, version.find(' ')));
}

std::string date(std::time_t time) { return fmt::format("{:%Y-%m-%d}", fmt::gmtime(time)); }

/// Empty where there is no such file.
std::string date_of_file(const fs::path& path) {
  std::error_code ignored;
  const auto time = fs::last_write_time(path, ignored);
  if (ignored) return {};
  return date(std::chrono::system_clock::to_time_t(std::chrono::file_clock::to_sys(time)));
}

/// The list as text that the system keeps beside libpsl's compiled one; empty where there is none.
fs::path system_list() {
  const char* compiled = psl_dist_filename();
  if (compiled == nullptr || *compiled == '\0') return {};
  const fs::path path = fs::path(compiled).replace_extension(".dat");
  std::error_code ignored;
  return fs::is_regular_file(path, ignored) ? path : fs::path();
}

void check_is_list(const std::string& path, std::string_view text) {
  const std::size_t begin = text.find(kBeginIcann);
  if (begin != std::string_view::npos && text.find(kEndIcann, begin) != std::string_view::npos) return;
  throw LoadError(path, "", fmt::format("a public suffix list with \"{}\" and \"{}\"", kBeginIcann, kEndIcann),
                  text.empty() ? "an empty file" : in_quotes(text));
}

/// The lines of the ICANN section. Where a name has a rule in both sections, libpsl cannot tell them apart: for ICANN
/// rules alone it must see no others.
std::string_view icann_section(std::string_view text) {
  const std::size_t begin = text.rfind('\n', text.find(kBeginIcann)) + 1;
  const std::size_t end = text.find(kEndIcann, begin);
  return text.substr(begin, text.rfind('\n', end) - begin);
}

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

/// `text` is not changed: fmemopen only asks for bytes that could be.
psl_ctx_t* parse_list(const std::string& path, std::string& text) {
  const std::unique_ptr<std::FILE, CloseFile> stream(fmemopen(text.data(), text.size(), "r"));
  psl_ctx_t* list = stream ? psl_load_fp(stream.get()) : nullptr;
  if (list == nullptr || psl_suffix_count(list) <= 0) {
    psl_free(list);
    throw LoadError(path, "", "a public suffix list", "no rules");
  }
  return list;
}

}  // namespace

struct PublicSuffixList::Rules {
  ~Rules() { psl_free(list); }

  bool is_suffix(const char* name, PslSection section) const {
    const int type = section == PslSection::icann_only ? PSL_TYPE_ICANN : PSL_TYPE_ANY;
    return psl_is_public_suffix2(list, name, type) == 1;
  }

  psl_ctx_t* list = nullptr;
  /// As ListForLibpsl has it. Such names are often the site of the host itself: to lose them would lose links.
  NameSet not_suffixes;
};

PublicSuffixList::PublicSuffixList(const fs::path& path, PslSection section) : section_(section) {
  auto rules = std::make_shared<Rules>();
  const fs::path source = path.empty() ? system_list() : path;
  if (source.empty()) {
    rules->list = psl_latest(nullptr);
    if (rules->list == nullptr) throw LoadError("the system's public suffix list", "", "a list", "none");
    version_ = std::max(date(psl_builtin_file_time()), date_of_file(psl_dist_filename()));
  } else {
    const std::vector<char> bytes = read_whole_file(real_file_system(), source, kMaxListBytes);
    const std::string_view text(bytes.data(), bytes.size());
    check_is_list(source.string(), text);
    ListForLibpsl prepared = prepare(section == PslSection::icann_only ? icann_section(text) : text);
    rules->list = parse_list(source.string(), prepared.text);
    rules->not_suffixes = std::move(prepared.not_suffixes);
    version_ = version_line(text);
    if (version_.empty()) version_ = date_of_file(source);
  }
  rules_ = std::move(rules);
}

bool PublicSuffixList::is_private_suffix(std::string_view host) const {
  if (section_ == PslSection::icann_only) return false;
  const std::string name(host);
  return rules_->is_suffix(name.c_str(), PslSection::with_private) && !rules_->not_suffixes.contains(name) &&
         !rules_->is_suffix(name.c_str(), PslSection::icann_only);
}

std::string_view PublicSuffixList::registrable_domain(std::string_view host) const {
  host = last_labels(host, kMaxRuleLabels + 1);
  const std::string terminated(host);
  std::string_view domain;
  for (std::string_view name = host; !name.empty(); name = parent_of(name)) {
    const bool bare = name.size() == host.size() && rules_->not_suffixes.contains(name);
    if (!bare && rules_->is_suffix(terminated.c_str() + (host.size() - name.size()), section_)) break;
    domain = name;
  }
  return domain;
}

}  // namespace orbweb
