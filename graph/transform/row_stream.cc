#include "graph/transform/row_stream.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "graph/memory.h"
#include "graph/transform/block_stream.h"

namespace orbweb {

namespace {

struct NodeRange {
  std::uint64_t first, last;
};

/// How many arcs of the view end at each node. Fits 32 bits, since rows have distinct targets.
std::vector<std::uint32_t> indegrees(const RowView& view, const Control& control) {
  std::vector<std::uint32_t> degrees(view.num_nodes());
  stream_rows(view, Labels::leave_out, control, [&](const LabelledRows& block) {
    for (std::uint64_t arc = 0; arc < block.rows.num_arcs(); ++arc) ++degrees[block.rows.targets[arc]];
  });
  return degrees;
}

/// The next range of whole blocks of nodes that fits the limit.
NodeRange next_range(const std::vector<std::uint32_t>& degrees, std::uint64_t first, Labels labels,
                     std::uint64_t most_bytes) {
  const std::uint64_t bytes_per_arc = labels == Labels::keep ? kBytesPerReversedArc : kBytesPerReversedTarget;
  std::uint64_t last = first, bytes = 0;
  while (last < degrees.size()) {
    const std::uint64_t end = std::min<std::uint64_t>(degrees.size(), last + kRowsPerStreamBlock);
    std::uint64_t more = kBytesPerReversedNode * (end - last);
    for (std::uint64_t node = last; node < end; ++node) more += bytes_per_arc * degrees[node];
    if (last > first && bytes + more > most_bytes) break;
    bytes += more;
    last = end;
  }
  return {first, last};
}

/// The transposed rows of one range of nodes, in memory.
class ReversedRange {
 public:
  ReversedRange(NodeRange range, const std::vector<std::uint32_t>& degrees, Labels labels)
      : range_(range), labels_(labels), offsets_(range.last - range.first + 1) {
    for (std::uint64_t i = 0; i + 1 < offsets_.size(); ++i) {
      offsets_[i + 1] = offsets_[i] + degrees[range.first + i];
    }
    places_.assign(offsets_.begin(), offsets_.end() - 1);
    sources_.resize(offsets_.back());
    if (labels == Labels::leave_out) return;
    link_counts_.resize(offsets_.back());
    followed_.resize(offsets_.back());
  }

  /// Takes the arcs of `block` that end in the range. Sources come in rising order, so each row does too.
  void add(const LabelledRows& block) {
    for (std::uint64_t i = 0; i < block.rows.num_rows(); ++i) {
      const auto row = block.rows[i];
      auto target = std::lower_bound(row.begin(), row.end(), range_.first);
      for (std::uint64_t arc = block.rows.offsets[i] + static_cast<std::uint64_t>(target - row.begin());
           target != row.end() && *target < range_.last; ++target, ++arc) {
        const std::uint64_t place = places_[*target - range_.first]++;
        sources_[place] = static_cast<NodeId>(block.rows.first + i);
        if (labels_ == Labels::leave_out) continue;
        link_counts_[place] = block.link_counts[arc];
        followed_[place] = block.followed[arc];
      }
    }
  }

  void hand_out(const TakeRows& take) const {
    LabelledRows block;
    for (std::uint64_t first = range_.first; first < range_.last; first += kRowsPerStreamBlock) {
      copy_rows(first, std::min(first + kRowsPerStreamBlock, range_.last), block);
      take(block);
    }
  }

 private:
  void copy_rows(std::uint64_t first, std::uint64_t last, LabelledRows& block) const {
    block.rows.clear(first);
    const std::uint64_t begin = offsets_[first - range_.first], end = offsets_[last - range_.first];
    for (std::uint64_t node = first; node < last; ++node) {
      block.rows.offsets.push_back(offsets_[node + 1 - range_.first] - begin);
    }
    block.rows.targets.assign(sources_.data() + begin, sources_.data() + end);
    if (labels_ == Labels::leave_out) return;
    block.link_counts.assign(link_counts_.data() + begin, link_counts_.data() + end);
    block.followed.assign(followed_.data() + begin, followed_.data() + end);
  }

  NodeRange range_;
  Labels labels_;
  std::vector<std::uint64_t> offsets_, places_;
  std::vector<NodeId> sources_;
  std::vector<std::uint32_t> link_counts_;
  std::vector<std::uint8_t> followed_;
};

/// Merges rows of one node range and of its transpose.
class RowMerge {
 public:
  RowMerge(const LabelledRows& forward, const LabelledRows& reversed, Labels labels)
      : forward_(forward), reversed_(reversed), labels_(labels) {}

  LabelledRows merge() {
    out_.rows.clear(forward_.rows.first);
    for (std::uint64_t i = 0; i < forward_.rows.num_rows(); ++i) {
      merge_row(i);
      out_.rows.offsets.push_back(out_.rows.targets.size());
    }
    return std::move(out_);
  }

 private:
  void merge_row(std::uint64_t row) {
    const RowBlock &a = forward_.rows, &b = reversed_.rows;
    std::uint64_t i = a.offsets[row], j = b.offsets[row];
    while (i < a.offsets[row + 1] || j < b.offsets[row + 1]) {
      if (j == b.offsets[row + 1] || (i < a.offsets[row + 1] && a.targets[i] < b.targets[j])) {
        add(forward_, i++);
      } else if (i == a.offsets[row + 1] || b.targets[j] < a.targets[i]) {
        add(reversed_, j++);
      } else {
        add(forward_, i++);
        const bool is_loop = out_.rows.targets.back() == a.first + row;
        if (!is_loop) add_to_last(j);
        ++j;
      }
    }
  }

  void add(const LabelledRows& from, std::uint64_t arc) {
    out_.rows.targets.push_back(from.rows.targets[arc]);
    if (labels_ == Labels::leave_out) return;
    out_.link_counts.push_back(from.link_counts[arc]);
    out_.followed.push_back(from.followed[arc]);
  }

  void add_to_last(std::uint64_t arc) {
    if (labels_ == Labels::leave_out) return;
    const std::uint64_t sum = std::uint64_t{out_.link_counts.back()} + reversed_.link_counts[arc];
    out_.link_counts.back() =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(sum, std::numeric_limits<std::uint32_t>::max()));
    out_.followed.back() = static_cast<std::uint8_t>(out_.followed.back() | reversed_.followed[arc]);
  }

  const LabelledRows& forward_;
  const LabelledRows& reversed_;
  Labels labels_;
  LabelledRows out_;
};

}  // namespace

void stream_rows(const RowView& view, Labels labels, const Control& control, const TakeRows& take) {
  stream_blocks(
      view.num_nodes(), kRowsPerStreamBlock, "reading rows", control,
      [&](std::uint64_t first, std::uint64_t last) {
        auto block = std::make_unique<LabelledRows>();
        view.read(first, last, labels, *block);
        return block;
      },
      [&](const std::unique_ptr<LabelledRows>& block) { take(*block); });
}

std::uint64_t reversal_limit(std::uint64_t memory_limit) {
  constexpr std::uint64_t kDefaultShareOfMemory = 4;  // one in
  return memory_limit == 0 ? machine_memory() / kDefaultShareOfMemory : memory_limit;
}

void stream_reversed(const RowView& view, Labels labels, std::uint64_t memory_limit, const Control& control,
                     const TakeRows& take) {
  const std::uint64_t bytes = reversal_limit(memory_limit);
  const std::vector<std::uint32_t> degrees = indegrees(view, control);
  for (std::uint64_t first = 0; first < degrees.size();) {
    const NodeRange range = next_range(degrees, first, labels, bytes);
    ReversedRange reversed(range, degrees, labels);
    stream_rows(view, labels, control, [&](const LabelledRows& block) { reversed.add(block); });
    reversed.hand_out(take);
    first = range.last;
  }
}

void stream_symmetrised(const RowView& view, Labels labels, std::uint64_t memory_limit, const Control& control,
                        const TakeRows& take) {
  LabelledRows forward;
  stream_reversed(view, labels, memory_limit, control, [&](const LabelledRows& reversed) {
    const std::uint64_t first = reversed.rows.first;
    view.read(first, first + reversed.rows.num_rows(), labels, forward);
    take(RowMerge(forward, reversed, labels).merge());
  });
}

}  // namespace orbweb
