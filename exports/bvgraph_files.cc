// Graphs in WebGraph's format.
#include <memory>
#include <vector>

#include "exports/graph_writers.h"
#include "exports/webgraph_offsets.h"
#include "graph/codecs/bvgraph_encoder.h"
#include "graph/transform/block_stream.h"

namespace orbweb {

namespace {

/// As many rows as one task of a web's own writer: references do not leave them.
constexpr std::uint64_t kRowsPerPiece = 1 << 14;

/// BASENAME of itself and of the names of its files.
std::string base_name(const std::filesystem::path& path) {
  std::string name = path.string();
  for (const std::string_view end : {".properties", ".graph", ".offsets", ".ef"}) {
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
  return {base + ".properties", base + ".graph", base + ".offsets", base + ".ef"};
}

void write_bvgraph(const GraphExport& graph) {
  const std::vector<std::filesystem::path> paths = bvgraph_files_of(graph.path);
  WholeFile properties = plain_file(graph, paths[0]), rows = plain_file(graph, paths[1]),
            offsets = plain_file(graph, paths[2]), elias_fano = plain_file(graph, paths[3]);
  BvGraphEncoder encoder(rows.plain(), offsets.plain(), graph.bvgraph, graph.web.num_nodes());
  std::vector<std::uint64_t> row_starts;
  row_starts.reserve(graph.web.num_nodes() + 1);
  encoder.collect_offsets(row_starts);
  stream_blocks(
      graph.web.num_nodes(), kRowsPerPiece, "writing", graph.control,
      [&](std::uint64_t first, std::uint64_t last) {
        RowBlock block;
        graph.web.successors().read_rows(first, last, block);
        return encoder.encode(block);
      },
      [&](std::unique_ptr<EncodedRows> encoded) { encoder.append(std::move(encoded)); });
  encoder.finish();
  constexpr std::uint64_t kBitsPerByte = 8;
  const std::uint64_t file_bits = (encoder.graph_bits() + kBitsPerByte - 1) / kBitsPerByte * kBitsPerByte;
  write_webgraph_offsets(row_starts, file_bits, elias_fano);
  properties.write(encoder.properties_text());
  publish_together({&rows, &offsets, &elias_fano, &properties});
}

}  // namespace orbweb
