#include "graph/web.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "graph/checksum.h"
#include "graph/error.h"

namespace orbweb {

namespace {

constexpr std::array<std::pair<FoldLevel, std::string_view>, 4> kFoldLevels = {
    {{FoldLevel::page, "page"}, {FoldLevel::host, "host"}, {FoldLevel::domain, "domain"}, {FoldLevel::none, "none"}}};

template <class T>
std::span<const T> as_span(const std::vector<T>& values) {
  return values;
}

/// Adds a set's members, not its serialised form, which another version of the library may write otherwise.
void add_members(Fingerprint& fingerprint, const IndexSet& set, std::uint64_t size) {
  std::vector<std::uint8_t> members(std::min<std::uint64_t>(size, 1 << 20));
  for (std::uint64_t first = 0; first < size; first += members.size()) {
    members.resize(std::min<std::uint64_t>(members.size(), size - first));
    set.copy_members(first, members);
    fingerprint.add(bytes_of(as_span(members)));
  }
}

std::string fingerprint_of(const Web& web) {
  Fingerprint fingerprint;
  fingerprint.add(bytes_of(to_string(web.provenance().fold)));
  if (web.has_names()) fingerprint.add(bytes_of(web.names().offsets())).add(bytes_of(web.names().keys()));
  fingerprint.add(bytes_of(web.successors().offsets())).add(bytes_of(web.successors().targets()));
  fingerprint.add(bytes_of(as_span(web.link_counts())));
  add_members(fingerprint, web.followed(), web.num_arcs());
  return fingerprint.hex();
}

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

Web::Web(Graph successors, Graph predecessors, std::optional<Names> names, IndexSet followed,
         std::vector<std::uint32_t> link_counts, Provenance provenance, std::string fingerprint)
    : successors_(std::move(successors)),
      predecessors_(std::move(predecessors)),
      names_(std::move(names)),
      followed_(std::move(followed)),
      link_counts_(std::move(link_counts)),
      provenance_(std::move(provenance)),
      fingerprint_(std::move(fingerprint)) {
  check_size("nodes of predecessors", predecessors_.num_nodes(), num_nodes());
  check_size("arcs of predecessors", predecessors_.num_arcs(), num_arcs());
  check_size("link counts", link_counts_.size(), num_arcs());
  if (names_) check_size("names", names_->size(), num_nodes());
  if (fingerprint_.empty()) fingerprint_ = fingerprint_of(*this);
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
