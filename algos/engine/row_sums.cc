#include "algos/engine/row_sums.h"

#include <algorithm>
#include <vector>

#include "algos/engine/scp_build.h"
#include "algos/engine/scp_segments.h"
#include "graph/parallel.h"

namespace orbweb::engine {

namespace {

// As for PageRank (algos/pagerank.cc).
constexpr std::uint64_t kLeastNodes = 1 << 13;
constexpr std::uint64_t kLeastArcs = 1 << 16;

/// The layout as of a graph in which every node passes something on.
Layout layout_of_all(const Adjacency& rows) {
  return build_layout(rows, LivingNodes(std::vector<double>(rows.num_nodes(), 1.0)), {});
}

/// One thread's vectors over a part.
struct Scratch {
  std::vector<double> prefix = std::vector<double>(kPartSize + 1);
  std::vector<double> sums = std::vector<double>(kPartSize + 1);

  static Scratch& of_this_thread() {
    static thread_local Scratch scratch;
    return scratch;
  }
};

}  // namespace

bool RowSums::pays(std::uint64_t num_nodes, std::uint64_t num_arcs) {
  return num_nodes >= kLeastNodes && num_arcs >= kLeastArcs;
}

RowSums::RowSums(const Adjacency& rows) : layout_(layout_of_all(rows)), messages_(layout_.num_messages()) {}

void RowSums::operator()(std::span<const double> values, std::span<double> sums) {
  const auto for_each_part = [&](auto&& work) {
    parallel_for(layout_.num_parts(), 1, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t part = begin; part < end; ++part) work(part, part * kPartSize);
    });
  };
  for_each_part([&](std::uint64_t part, std::uint64_t first) {
    Scratch& scratch = Scratch::of_this_thread();
    const double* const contributions = values.data() + first;
    const std::uint64_t size = layout_.part_size(part);
    scratch.prefix[0] = 0;
    for (std::uint64_t i = 0; i < size; ++i) scratch.prefix[i + 1] = scratch.prefix[i] + contributions[i];
    send_part(layout_, part, contributions, scratch.prefix.data(), scratch.sums.data(), messages_.data());
    std::copy_n(scratch.sums.data(), size, sums.data() + first);
  });
  for_each_part([&](std::uint64_t part, std::uint64_t first) {
    receive_part(layout_, part, messages_.data(), sums.data() + first);
  });
}

}  // namespace orbweb::engine
