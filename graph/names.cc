#include "graph/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "graph/error.h"
#include "graph/name_key.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kNamesPerTask = 1 << 14;

/// The first id in [first, last) for which `is_before` no longer holds.
template <class IsBefore>
NodeId partition_point(NodeId first, NodeId last, IsBefore&& is_before) {
  while (first < last) {
    const NodeId middle = first + (last - first) / 2;
    if (is_before(middle)) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first;
}

}  // namespace

Names::Names(std::vector<std::uint64_t> offsets, std::vector<char> keys)
    : offsets_(std::move(offsets)), keys_(std::move(keys)) {
  if (offsets_.empty() || offsets_.front() != 0 || offsets_.back() != keys_.size() ||
      !std::is_sorted(offsets_.begin(), offsets_.end())) {
    throw ArgumentError(fmt::format("names: offsets must rise from 0 to the {} bytes of the keys", keys_.size()));
  }
  std::atomic<bool> sorted = true;
  parallel_for(size(), kNamesPerTask, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = std::max<std::uint64_t>(first, 1); i < last; ++i) {
      if (key(static_cast<NodeId>(i - 1)) >= key(static_cast<NodeId>(i))) sorted = false;
    }
  });
  if (!sorted) throw ArgumentError("names: keys must be strictly increasing");
}

std::string Names::name(NodeId node) const { return name_from_key(key(node)); }

std::optional<NodeId> Names::find(std::string_view name) const {
  const std::string wanted = key_from_name(name);
  const auto end = static_cast<NodeId>(size());
  const NodeId node = partition_point(0, end, [&](NodeId i) { return key(i) < wanted; });
  if (node == end || key(node) != wanted) return std::nullopt;
  return node;
}

std::pair<NodeId, NodeId> Names::subtree(std::string_view host) const {
  // Everything at or below the host starts with its key and goes on, if at all, with a separator: a byte up to 0x01.
  const std::string prefix = key_from_name(host);
  const std::string past = prefix + '\x02';
  const auto end = static_cast<NodeId>(size());
  const NodeId first = partition_point(0, end, [&](NodeId i) { return key(i) < prefix; });
  return {first, partition_point(first, end, [&](NodeId i) { return key(i) < past; })};
}

}  // namespace orbweb
