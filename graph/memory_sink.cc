#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "graph/web_sink.h"

namespace orbweb {

namespace {

template <class T>
void append(std::vector<T>& all, const std::vector<T>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

std::uint64_t MemorySink::memory(const WebSize& size) const {
  constexpr std::uint64_t kBytesPerArc = 2 * sizeof(NodeId) + sizeof(std::uint32_t) + 1;
  return size.links * kBytesPerArc + size.num_nodes * 2 * sizeof(ArcIndex) + names_.keys.size() +
         8 * names_.offsets.size();
}

void MemorySink::Direction::append(const RowBlock& rows) {
  const ArcIndex base = offsets.back();
  std::transform(rows.offsets.begin() + 1, rows.offsets.end(), std::back_inserter(offsets),
                 [base](ArcIndex offset) { return base + offset; });
  targets.insert(targets.end(), rows.targets.begin(),
                 rows.targets.begin() + static_cast<std::ptrdiff_t>(rows.num_arcs()));
}

void MemorySink::add_names(SortedKeys keys) {
  has_names_ = true;
  const std::uint64_t base = names_.keys.size();
  std::transform(keys.offsets.begin() + 1, keys.offsets.end(), std::back_inserter(names_.offsets),
                 [base](std::uint64_t offset) { return base + offset; });
  append(names_.keys, keys.keys);
}

/// Memory that is reserved and not written costs nothing: links that fold away take none.
void MemorySink::begin_rows(const WebSize& size) {
  for (Direction* const direction : {&successors_, &predecessors_}) {
    direction->offsets.reserve(size.num_nodes + 1);
    direction->targets.reserve(size.links);
  }
  counts_.reserve(size.links);
  followed_.reserve(size.links);
}

void MemorySink::add_successors(RowBlock rows, std::vector<std::uint32_t> counts, std::vector<std::uint8_t> followed) {
  successors_.append(rows);
  append(counts_, counts);
  append(followed_, followed);
}

void MemorySink::add_predecessors(RowBlock rows) { predecessors_.append(rows); }

void MemorySink::finish(Provenance provenance) {
  std::optional<Names> names;
  if (has_names_) names.emplace(names_.offsets, names_.keys);
  IndexSet followed = IndexSet::from_members(followed_);
  followed_ = {};
  web_ = Web(Graph(std::move(successors_.offsets), std::move(successors_.targets)),
             Graph(std::move(predecessors_.offsets), std::move(predecessors_.targets)), std::move(names),
             std::move(followed), counts_, std::move(provenance));
}

}  // namespace orbweb
