// Graphs as sparse matrices and lists of neighbours in text.
#include <fmt/format.h>

#include "exports/graph_writers.h"
#include "graph/error.h"
#include "graph/transform/transform.h"

namespace orbweb {

namespace {

void append_coordinates(const LabelledRows& block, bool counts, std::string& text) {
  for (std::uint64_t i = 0; i < block.rows.num_rows(); ++i) {
    for (std::uint64_t arc = block.rows.offsets[i]; arc < block.rows.offsets[i + 1]; ++arc) {
      append_number(text, block.rows.first + i + 1);
      text += ' ';
      append_number(text, std::uint64_t{block.rows.targets[arc]} + 1);
      if (counts) {
        text += ' ';
        append_number(text, block.link_counts[arc]);
      }
      text += '\n';
    }
  }
}

void write_coordinates(const GraphExport& graph, bool counts) {
  const std::uint64_t n = graph.web.num_nodes();
  WholeFile file = open_output(graph, graph.path);
  file.write(fmt::format("%%MatrixMarket matrix coordinate {} general\n{} {} {}\n", counts ? "integer" : "pattern", n,
                         n, graph.web.num_arcs()));
  write_rows(graph, counts ? Labels::keep : Labels::leave_out, file,
             [&](const LabelledRows& block, std::string& text) { append_coordinates(block, counts, text); });
  file.publish();
}

void append_neighbours(const LabelledRows& block, std::string& text) {
  for (std::uint64_t i = 0; i < block.rows.num_rows(); ++i) {
    std::string_view separator;
    for (const NodeId target : block.rows[i]) {
      if (target == block.rows.first + i) {
        throw ArgumentError(fmt::format(
            "METIS graphs have no self-loops, and node {} has one: drop them first (--drop-self-loops)", target));
      }
      text += separator;
      append_number(text, std::uint64_t{target} + 1);
      separator = " ";
    }
    text += '\n';
  }
}

}  // namespace

void write_matrix_market(const GraphExport& graph) {
  const bool all_one = graph.web.link_counts().bytes().size() == 0;
  write_coordinates(graph, !all_one);
}

void write_metis(const GraphExport& graph) {
  if (!is_symmetric(graph.web)) {
    throw ArgumentError("METIS graphs are undirected, and this one is not symmetric: make it so first (--symmetrise)");
  }
  WholeFile file = open_output(graph, graph.path);
  file.write(fmt::format("{} {}\n", graph.web.num_nodes(), graph.web.num_arcs() / 2));
  write_rows(graph, Labels::leave_out, file, append_neighbours);
  file.publish();
}

}  // namespace orbweb
