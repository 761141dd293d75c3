#include "loaders/bvgraph.h"

#include <fmt/format.h>

#include <algorithm>

#include "graph/codecs/bvgraph_adjacency.h"
#include "graph/error.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kRowsAtOnce = 1 << 14;

std::filesystem::path without_extension(std::filesystem::path path) {
  const std::string extension = path.extension().string();
  if (extension == ".properties" || extension == ".graph" || extension == ".offsets") path.replace_extension();
  return path;
}

}  // namespace

bool is_bvgraph(const std::filesystem::path& path, FileSystem& files) {
  if (path.extension() != ".graph" && files.exists(path)) return false;
  std::filesystem::path properties = without_extension(path);
  properties += ".properties";
  return files.is_file(properties);
}

LoadedGraph load_bvgraph(GraphInputs& inputs, ArcSink& sink) {
  const std::filesystem::path base = without_extension(inputs.paths().front());
  for (const std::filesystem::path& path : inputs.paths()) {
    if (without_extension(path) == base) continue;
    throw ArgumentError(fmt::format("bvgraph: expected files of one graph, found {} beside {}", path.string(),
                                    inputs.paths().front().string()));
  }
  const BvGraphAdjacency graph = open_bvgraph(inputs.files(), base);
  sink.set_num_nodes_at_least(graph.num_nodes());
  ArcBatch arcs(sink);
  RowBlock rows;
  for (std::uint64_t first = 0; first < graph.num_nodes(); first += kRowsAtOnce) {
    inputs.control().check();
    graph.read_rows(first, std::min(first + kRowsAtOnce, graph.num_nodes()), rows);
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      for (const NodeId target : rows[i]) arcs.add(first + i, target);
    }
    inputs.count(rows.num_arcs() * sizeof(NodeId), 0);
  }
  arcs.flush();
  return {.links = arcs.num_arcs()};
}

}  // namespace orbweb
