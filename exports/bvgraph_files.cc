// Graphs in WebGraph's format.
#include <memory>

#include "exports/graph_writers.h"
#include "graph/codecs/bvgraph_encoder.h"
#include "graph/transform/block_stream.h"

namespace orbweb {

namespace {

/// As many rows as one task of a web's own writer: references do not leave them.
constexpr std::uint64_t kRowsPerPiece = 1 << 14;

/// BASENAME of itself and of the names of its files.
std::string base_name(const std::filesystem::path& path) {
  std::string name = path.string();
  for (const std::string_view end : {".properties", ".graph", ".offsets"}) {
    if (name.ends_with(end)) return name.substr(0, name.size() - end.size());
  }
  return name;
}

WholeFile plain_file(const GraphExport& graph, const std::filesystem::path& path) {
  return WholeFile(path, OutputCompression::none, graph.overwrite, graph.files);
}

}  // namespace

std::vector<std::filesystem::path> bvgraph_files_of(const std::filesystem::path& path) {
  const std::string base = base_name(path);
  return {base + ".properties", base + ".graph", base + ".offsets"};
}

void write_bvgraph(const GraphExport& graph) {
  const std::vector<std::filesystem::path> paths = bvgraph_files_of(graph.path);
  WholeFile properties = plain_file(graph, paths[0]), rows = plain_file(graph, paths[1]),
            offsets = plain_file(graph, paths[2]);
  BvGraphEncoder encoder(rows.plain(), offsets.plain(), graph.bvgraph, graph.web.num_nodes());
  stream_blocks(
      graph.web.num_nodes(), kRowsPerPiece, "writing", graph.control,
      [&](std::uint64_t first, std::uint64_t last) {
        RowBlock block;
        graph.web.successors().read_rows(first, last, block);
        return encoder.encode(block);
      },
      [&](std::unique_ptr<EncodedRows> encoded) { encoder.append(std::move(encoded)); });
  encoder.finish();
  properties.write(encoder.properties_text());
  publish_together({&rows, &offsets, &properties});
}

}  // namespace orbweb
