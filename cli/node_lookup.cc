#include "cli/node_lookup.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "cli/edit_distance.h"
#include "cli/exit_code.h"
#include "graph/name_key.h"
#include "graph/number_text.h"
#include "loaders/url.h"

namespace orbweb {
namespace {

constexpr std::size_t kSuggestions = 3;
constexpr std::uint64_t kNeighbourhood = 2000;  // names looked at on either side
constexpr std::size_t kLongestCompared = 200;   // bytes; longer names are not compared letter by letter
constexpr std::size_t kLettersPerMistake = 4;   // one difference is allowed for so many letters

std::string lower_case(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return lower;
}

/// What the node may be called, best first.
std::vector<std::string> candidates(const Web& web, std::string_view text) {
  std::vector<std::string> names = {std::string(text), lower_case(text)};
  UrlResult parsed = parse_url(text);
  if (parsed.rejection != Rejection::none) return names;
  Url& url = parsed.url;
  names.push_back(url.to_string());
  if (text.find("://") == std::string_view::npos) {
    url.scheme = "https";
    names.push_back(url.to_string());
  }
  if (web.provenance().fold == FoldLevel::page) return names;
  names.push_back(url.host_and_port());
  names.push_back(url.host);
  if (web.provenance().fold != FoldLevel::domain) return names;
  for (std::size_t dot = url.host.find('.'); dot != std::string::npos; dot = url.host.find('.', dot + 1)) {
    names.push_back(url.host.substr(dot + 1));
  }
  return names;
}

struct Near {
  std::size_t distance;
  std::string name;
};

std::vector<Near> near_names(const Names& names, const std::string& text) {
  if (text.size() > kLongestCompared) return {};
  const std::uint64_t place = names.lower_bound(key_from_name(text));
  const std::uint64_t first = place - std::min(place, kNeighbourhood);
  const std::uint64_t last = std::min(names.size(), place + kNeighbourhood);
  const std::size_t most = std::max<std::size_t>(2, text.size() / kLettersPerMistake);
  std::vector<Near> near;
  for (std::uint64_t node = first; node < last; ++node) {
    std::string name = names.name(static_cast<NodeId>(node));
    if (name.size() > kLongestCompared) continue;
    const std::size_t distance = edit_distance(text, name);
    if (distance <= most) near.push_back({distance, std::move(name)});
  }
  std::stable_sort(near.begin(), near.end(), [](const Near& a, const Near& b) { return a.distance < b.distance; });
  return near;
}

std::string nodes_of(const Web& web) {
  const FoldLevel fold = web.provenance().fold;
  if (!web.has_names()) {
    return web.num_nodes() == 0 ? "this web is empty"
                                : fmt::format("this web's nodes are the numbers 0 to {}", web.num_nodes() - 1);
  }
  return fold == FoldLevel::none ? "this web is not folded" : fmt::format("this web's nodes are {}s", to_string(fold));
}

}  // namespace

std::optional<NodeId> look_up(const Web& web, std::string_view text) {
  if (!web.has_names()) return web.find(text);
  for (const std::string& name : candidates(web, text)) {
    if (const auto node = web.find(name)) return node;
  }
  return std::nullopt;
}

std::vector<std::string> similar_names(const Web& web, std::string_view text, std::size_t limit) {
  if (!web.has_names()) return {};
  const UrlResult parsed = parse_url(text);
  const bool is_page = web.provenance().fold == FoldLevel::page;
  const bool is_url = parsed.rejection == Rejection::none;
  std::vector<std::string> similar;
  if (is_url) {
    const auto [first, last] = web.names().subtree(parsed.url.host);
    for (NodeId node = first; node < last && similar.size() < limit; ++node) similar.push_back(web.names().name(node));
  }
  const std::string wanted = !is_url ? lower_case(text) : is_page ? parsed.url.to_string() : parsed.url.host_and_port();
  for (Near& near : near_names(web.names(), wanted)) {
    if (similar.size() >= limit) break;
    if (std::find(similar.begin(), similar.end(), near.name) == similar.end()) similar.push_back(std::move(near.name));
  }
  return similar;
}

std::optional<std::string> look_up_host(const Web& web, const std::string& text) {
  if (web.provenance().fold == FoldLevel::none) {  // names are as they were
    const auto [first, last] = web.names().subtree(text);
    if (first < last) return text;
  }
  const UrlResult parsed = parse_url(text);
  if (parsed.rejection != Rejection::none) return text;
  if (parsed.url.path != "/") return std::nullopt;
  return web.provenance().fold == FoldLevel::domain ? parsed.url.host : parsed.url.host_and_port();
}

NodeId require_node(const Web& web, std::string_view text) {
  if (const auto node = look_up(web, text)) return *node;
  const std::vector<std::string> similar = similar_names(web, text, kSuggestions);
  std::string hint = nodes_of(web);
  if (!similar.empty()) hint += fmt::format("; near: {}", fmt::join(similar, ", "));
  throw HintedError(fmt::format("no node {} in this web", orbweb::in_quotes(text)), hint);
}

}  // namespace orbweb
