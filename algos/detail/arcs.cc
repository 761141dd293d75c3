#include "algos/detail/arcs.h"

#include <cmath>
#include <utility>
#include <vector>

#include "algos/engine/row_sums.h"
#include "graph/arc_filter.h"
#include "graph/kernels/reduce.h"
#include "graph/parallel.h"

namespace orbweb::detail {

namespace {

constexpr std::uint64_t kGrain = 1 << 11;  // nodes per task

std::shared_ptr<const Graph> in_memory(const std::shared_ptr<const Adjacency>& adjacency) {
  if (auto graph = std::dynamic_pointer_cast<const Graph>(adjacency)) return graph;
  return std::make_shared<const Graph>(decode(*adjacency));
}

/// Calls visit(node) once for each distinct entry of two sorted rows that is not `self`.
template <class Visit>
void merge_rows(std::span<const NodeId> a, std::span<const NodeId> b, NodeId self, Visit&& visit) {
  std::size_t i = 0, j = 0;
  while (i < a.size() || j < b.size()) {
    const bool from_a = j == b.size() || (i < a.size() && a[i] <= b[j]);
    const NodeId node = from_a ? a[i] : b[j];
    if (i < a.size() && a[i] == node) ++i;
    if (j < b.size() && b[j] == node) ++j;
    if (node != self) visit(node);
  }
}

}  // namespace

std::shared_ptr<const Graph> successors_of(const Web& web, bool followed_only, bool reversed) {
  // select_arcs gives predecessors: turned round once more for successors.
  return in_memory(select_arcs(web, {.followed_only = followed_only, .reversed = !reversed}, false).predecessors);
}

Directions directions_of(const Web& web, bool followed_only) {
  return {successors_of(web, followed_only), successors_of(web, followed_only, true)};
}

Graph undirected(const Directions& arcs) {
  const Graph &out = *arcs.successors, &in = *arcs.predecessors;
  std::vector<ArcIndex> offsets(out.num_nodes() + 1, 0);
  parallel_for(out.num_nodes(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t v = begin; v < end; ++v) {
      const auto node = static_cast<NodeId>(v);
      merge_rows(out[node], in[node], node, [&](NodeId) { ++offsets[v + 1]; });
    }
  });
  for (std::size_t v = 1; v < offsets.size(); ++v) offsets[v] += offsets[v - 1];
  std::vector<NodeId> targets(offsets.back());
  parallel_for(out.num_nodes(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t v = begin; v < end; ++v) {
      const auto node = static_cast<NodeId>(v);
      ArcIndex place = offsets[v];
      merge_rows(out[node], in[node], node, [&](NodeId neighbour) { targets[place++] = neighbour; });
    }
  });
  return {std::move(offsets), std::move(targets)};
}

void row_sums(const Graph& rows, std::span<const double> values, std::span<double> sums) {
  parallel_for(rows.num_nodes(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t v = begin; v < end; ++v) {
      double sum_of_row = 0;
      for (const NodeId u : rows[static_cast<NodeId>(v)]) sum_of_row += values[u];
      sums[v] = sum_of_row;
    }
  });
}

Sums clear_sums(const Graph& rows) {
  return [&rows](std::span<const double> values, std::span<double> sums) { row_sums(rows, values, sums); };
}

Sums fast_sums(const Graph& rows) {
  if (!engine::RowSums::pays(rows.num_nodes(), rows.num_arcs())) return {};
  return [sum = std::make_shared<engine::RowSums>(rows)](std::span<const double> values, std::span<double> sums) {
    (*sum)(values, sums);
  };
}

double dot(std::span<const double> a, std::span<const double> b) {
  return parallel_sum(a.size(), [&](std::uint64_t begin, std::uint64_t end) {
    double sum_of_block = 0;
    for (std::uint64_t i = begin; i < end; ++i) sum_of_block += a[i] * b[i];
    return sum_of_block;
  });
}

double l2_norm(std::span<const double> values) { return std::sqrt(dot(values, values)); }

double total(std::span<const double> values) {
  return parallel_sum(values.size(),
                      [&](std::uint64_t begin, std::uint64_t end) { return sum(values.subspan(begin, end - begin)); });
}

void scale(std::span<double> values, double factor) {
  parallel_for(values.size(), kReductionBlock, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) values[i] *= factor;
  });
}

}  // namespace orbweb::detail
