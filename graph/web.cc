#include "graph/web.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "graph/error.h"
#include "graph/feed.h"

namespace orbweb {

namespace {

constexpr std::array<std::pair<FoldLevel, std::string_view>, 4> kFoldLevels = {
    {{FoldLevel::page, "page"}, {FoldLevel::host, "host"}, {FoldLevel::domain, "domain"}, {FoldLevel::none, "none"}}};

void check_size(std::string_view what, std::uint64_t found, std::uint64_t expected) {
  if (found != expected) throw ArgumentError(fmt::format("web: expected {} {}, found {}", expected, what, found));
}

}  // namespace

std::string_view to_string(FoldLevel level) {
  return std::find_if(kFoldLevels.begin(), kFoldLevels.end(), [&](const auto& row) { return row.first == level; })
      ->second;
}

FoldLevel fold_level_from_string(std::string_view text) {
  for (const auto& [level, name] : kFoldLevels) {
    if (name == text) return level;
  }
  throw ArgumentError(fmt::format("fold level {}: expected page, host, domain or none", in_quotes(text)));
}

Web::Web() : Web(Graph(), Graph(), std::nullopt, IndexSet(), {}, Provenance()) {}

Web::Web(Graph successors, Graph predecessors, std::optional<Names> names, IndexSet followed, LinkCounts link_counts,
         Provenance provenance, std::string fingerprint)
    : Web(std::make_shared<const Graph>(std::move(successors)), std::make_shared<const Graph>(std::move(predecessors)),
          std::move(names), std::move(followed), std::move(link_counts), std::move(provenance),
          std::move(fingerprint)) {}

Web::Web(std::shared_ptr<const Adjacency> successors, std::shared_ptr<const Adjacency> predecessors,
         std::optional<Names> names, IndexSet followed, LinkCounts link_counts, Provenance provenance,
         std::string fingerprint)
    : successors_(std::move(successors)),
      predecessors_(std::move(predecessors)),
      names_(std::move(names)),
      followed_(std::move(followed)),
      link_counts_(std::move(link_counts)),
      provenance_(std::move(provenance)),
      fingerprint_(std::move(fingerprint)) {
  check_size("nodes of predecessors", predecessors_->num_nodes(), num_nodes());
  check_size("arcs of predecessors", predecessors_->num_arcs(), num_arcs());
  check_size("link counts", link_counts_.size(), num_arcs());
  if (names_) check_size("names", names_->size(), num_nodes());
  if (fingerprint_.empty()) fingerprint_ = content_fingerprint(*this);
}

std::string Web::display_name(NodeId node) const { return names_ ? names_->name(node) : std::to_string(node); }

std::optional<NodeId> Web::find(std::string_view name) const {
  if (names_) return names_->find(name);
  NodeId node = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), node);
  if (error != std::errc() || end != name.data() + name.size() || node >= num_nodes()) return std::nullopt;
  return node;
}

}  // namespace orbweb
