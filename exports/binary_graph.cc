// Graphs as little-endian numbers: pairs, and the GAP Benchmark Suite's serialised form.
#include <fmt/format.h>

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "exports/graph_writers.h"
#include "graph/error.h"
#include "graph/transform/row_stream.h"
#include "graph/transform/transform.h"

namespace orbweb {

namespace {

template <class Number>
void append_raw(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <class Number>
void write_pairs(const GraphExport& graph) {
  if (graph.web.num_arcs() == 0) {
    throw ArgumentError("pairs are arcs and nothing else, and this graph has none: its file would be empty");
  }
  WholeFile file = open_output(graph, graph.path);
  write_rows(graph, Labels::leave_out, file, [](const LabelledRows& block, std::string& bytes) {
    for (std::uint64_t i = 0; i < block.rows.num_rows(); ++i) {
      for (const NodeId target : block.rows[i]) {
        append_raw(bytes, static_cast<Number>(block.rows.first + i));
        append_raw(bytes, Number{target});
      }
    }
  });
  file.publish();
}

constexpr std::uint64_t kGapMost = std::numeric_limits<std::int32_t>::max();

std::int32_t gap_weight(const LabelledRows& block, std::uint64_t arc) {
  const std::uint32_t links = block.link_counts[arc];
  if (links <= kGapMost) return static_cast<std::int32_t>(links);
  throw ArgumentError(
      fmt::format("an arc to node {} stands for {} links, and GAP's weights end at {}: write sg, which "
                  "has none, or mtx or npz",
                  block.rows.targets[arc], links, kGapMost));
}

/// One direction of a GAP graph: offsets, then neighbours, each with its weight where there are weights.
void append_gap_row_block(const LabelledRows& block, bool weighted, std::string& bytes) {
  for (std::uint64_t arc = 0; arc < block.rows.num_arcs(); ++arc) {
    append_raw(bytes, static_cast<std::int32_t>(block.rows.targets[arc]));
    if (weighted) append_raw(bytes, gap_weight(block, arc));
  }
}

void write_gap_offsets(const GraphExport& graph, const Adjacency& adjacency, WholeFile& file) {
  write_nodes(graph, file, [&](std::uint64_t first, std::uint64_t last, std::string& bytes) {
    for (std::uint64_t node = first; node < last; ++node) {
      append_raw(bytes, static_cast<std::int64_t>(adjacency.first_arc(node)));
    }
  });
  const auto end = static_cast<std::int64_t>(adjacency.num_arcs());
  file.write_numbers(std::span(&end, 1));
}

void write_gap_predecessors(const GraphExport& graph, bool weighted, WholeFile& file) {
  write_gap_offsets(graph, graph.web.predecessors(), file);
  std::string bytes;
  const TakeRows take = [&](const LabelledRows& block) {
    bytes.clear();
    append_gap_row_block(block, weighted, bytes);
    file.write(bytes);
  };
  if (weighted) {
    stream_reversed(RowView::successors(graph.web, nullptr, {}), Labels::keep, graph.memory_limit, graph.control, take);
  } else {
    stream_rows(RowView::predecessors(graph.web, nullptr, {}), Labels::leave_out, graph.control, take);
  }
}

void write_gap_graph(const GraphExport& graph, bool weighted) {
  const Web& web = graph.web;
  if (web.num_nodes() > kGapMost) {
    throw ArgumentError(
        fmt::format("GAP graphs have at most {} nodes, and this one has {}", kGapMost, web.num_nodes()));
  }
  const bool directed = !is_symmetric(web);
  WholeFile file = open_output(graph, graph.path);
  std::string header(1, directed ? '\1' : '\0');
  append_raw(header, static_cast<std::int64_t>(web.num_arcs()));
  append_raw(header, static_cast<std::int64_t>(web.num_nodes()));
  file.write(header);
  write_gap_offsets(graph, web.successors(), file);
  write_rows(graph, weighted ? Labels::keep : Labels::leave_out, file,
             [&](const LabelledRows& block, std::string& bytes) { append_gap_row_block(block, weighted, bytes); });
  if (directed) write_gap_predecessors(graph, weighted, file);
  file.publish();
}

}  // namespace

void write_pairs32(const GraphExport& graph) { write_pairs<std::uint32_t>(graph); }
void write_pairs64(const GraphExport& graph) { write_pairs<std::uint64_t>(graph); }
void write_sg(const GraphExport& graph) { write_gap_graph(graph, false); }
void write_wsg(const GraphExport& graph) { write_gap_graph(graph, true); }

}  // namespace orbweb
