#include "graph/web.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "graph/error.h"
#include "graph/web_fingerprint.h"
#include "graph/web_sink.h"

namespace orbweb {

namespace {

constexpr std::array<std::pair<FoldLevel, std::string_view>, 4> kFoldLevels = {
    {{FoldLevel::page, "page"}, {FoldLevel::host, "host"}, {FoldLevel::domain, "domain"}, {FoldLevel::none, "none"}}};

constexpr std::uint64_t kRowsPerBlock = 1 << 16;  // fed at once
constexpr std::uint64_t kNamesPerBlock = 1 << 14;

/// Feeds a fingerprint alone.
class FingerprintSink : public WebSink {
 public:
  void begin(std::uint64_t, bool) override {}
  void add_names(const KeyBlock& keys) override {
    for (std::uint64_t i = 0; i < keys.size(); ++i) fingerprint.add_key(keys[i]);
  }
  void add_successors(const RowBlock& rows, std::span<const std::uint32_t> link_counts,
                      std::span<const std::uint8_t> followed) override {
    fingerprint.add_rows(rows);
    fingerprint.add_link_counts(link_counts);
    fingerprint.add_followed(followed);
  }
  void add_predecessors(const RowBlock&) override {}

  WebFingerprint fingerprint;
};

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
  throw ArgumentError(fmt::format("fold level {}: expected page, host, domain or none", quoted(text)));
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

namespace {

void feed_names(const Names& names, WebSink& sink) {
  for (std::uint64_t first = 0; first < names.size(); first += kNamesPerBlock) {
    KeyBlock keys;
    const std::uint64_t last = std::min(first + kNamesPerBlock, names.size());
    names.for_each_key(first, last, [&](std::string_view key) { keys.add(key); });
    sink.add_names(keys);
  }
}

}  // namespace

void feed(const Web& web, WebSink& sink) {
  sink.begin(web.num_nodes(), web.has_names());
  if (web.has_names()) feed_names(web.names(), sink);
  RowBlock rows;
  std::vector<std::uint8_t> followed;
  std::vector<std::uint32_t> link_counts;
  for (std::uint64_t first = 0; first < web.num_nodes(); first += kRowsPerBlock) {
    web.successors().read_rows(first, std::min(first + kRowsPerBlock, web.num_nodes()), rows);
    const ArcIndex arc = web.successors().first_arc(first);
    followed.resize(rows.num_arcs());
    web.followed().copy_members(arc, followed);
    link_counts.resize(rows.num_arcs());
    web.link_counts().copy(arc, link_counts);
    sink.add_successors(rows, link_counts, followed);
  }
  for (std::uint64_t first = 0; first < web.num_nodes(); first += kRowsPerBlock) {
    web.predecessors().read_rows(first, std::min(first + kRowsPerBlock, web.num_nodes()), rows);
    sink.add_predecessors(rows);
  }
}

std::string content_fingerprint(const Web& web) {
  FingerprintSink sink;
  feed(web, sink);
  return sink.fingerprint.hex(to_string(web.provenance().fold));
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
