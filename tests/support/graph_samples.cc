#include "support/graph_samples.h"

#include <zip.h>

#include <stdexcept>

#include "columns/column_file.h"
#include "graph/codecs/bvgraph_encoder.h"
#include "graph/memory_file.h"
#include "support/data.h"

namespace orbweb::test {

namespace {

// 0 --> 1 --> 2 --> 0, and 3 alone.
std::string directed_sg() {
  return std::string(1, '\1') + little_endian_bytes<std::uint64_t>({3, 4, 0, 1, 2, 3, 3}) +
         little_endian_bytes<std::uint32_t>({1, 2, 0}) + little_endian_bytes<std::uint64_t>({0, 1, 2, 3, 3}) +
         little_endian_bytes<std::uint32_t>({2, 0, 1});
}

// 0 --- 1 --- 2, with weights 5 and 7.
std::string undirected_wsg() {
  return std::string(1, '\0') + little_endian_bytes<std::uint64_t>({4, 3, 0, 1, 3, 4}) +
         little_endian_bytes<std::uint32_t>({1, 5, 0, 5, 2, 7, 1, 7});
}

std::string csr_npz() {
  return zip_bytes({{"indices.npy", npy_bytes("<i4", "(3,)", little_endian_bytes<std::uint32_t>({1, 2, 0}))},
                    {"indptr.npy", npy_bytes("<i4", "(5,)", little_endian_bytes<std::uint32_t>({0, 2, 2, 3, 3}))},
                    {"format.npy", npy_bytes("|S3", "()", "csr")},
                    {"shape.npy", npy_bytes("<i8", "(2,)", little_endian_bytes<std::uint64_t>({4, 4}))},
                    {"data.npy", npy_bytes("<i8", "(3,)", little_endian_bytes<std::uint64_t>({1, 9, 2}))}});
}

constexpr const char* kGraphml =
    R"(<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="d0" for="node" attr.name="label" attr.type="string"/>
  <key id="d1" for="edge" attr.name="weight" attr.type="int"/>
  <graph edgedefault="directed">
    <node id="n0"><data key="d0">a.example</data></node>
    <node id="n1"/>
    <node id="n2"/>
    <edge source="n0" target="n1"><data key="d1">4</data></edge>
    <edge source="n1" target="n0" directed="false"/>
  </graph>
</graphml>
)";

}  // namespace

namespace {

/// 0 -> 1, 1 -> 2 and an alone 3 in WebGraph's format.
std::vector<std::pair<std::string, std::string>> bvgraph_files() {
  MemoryFile graph, offsets;
  BvGraphEncoder encoder(graph, offsets, {}, 4);
  RowBlock rows;
  rows.offsets = {0, 1, 2, 2, 2};
  rows.targets = {1, 2};
  encoder.append(encoder.encode(rows));
  encoder.finish();
  const auto text_of = [](const MemoryFile& file) { return std::string(file.bytes().begin(), file.bytes().end()); };
  return {{"g.properties", encoder.properties_text()}, {"g.graph", text_of(graph)}, {"g.offsets", text_of(offsets)}};
}

std::vector<GraphSample> text_and_binary_samples() {
  return {
      {"links", {{"graph.tsv", "a.com\tb.org\nb.org\ta.com\n"}}, 2, 2, true},
      {"arcs", {{"graph.el", "0 1\n1 2\n"}}, 3, 2, true},
      {"snap", {{"graph.txt", "# FromNodeId\tToNodeId\n0\t1\n1\t2\n"}}, 3, 2, false},
      {"pairs32", {{"graph.pairs32", little_endian_bytes<std::uint32_t>({0, 1, 1, 2})}}, 3, 2, true},
      {"pairs64", {{"graph.pairs64", little_endian_bytes<std::uint64_t>({0, 1, 1, 2})}}, 3, 2, true},
      {"sg", {{"graph.sg", directed_sg()}}, 4, 3, true},
      {"wsg", {{"graph.wsg", undirected_wsg()}}, 3, 4, true},
      {"mtx",
       {{"graph.mtx", "%%MatrixMarket matrix coordinate integer general\n% made\n4 4 2\n1 2 3\n3 1 1\n"}},
       4,
       2,
       true},
      {"bvgraph", bvgraph_files(), 4, 2, true},
      {"metis", {{"graph.graph", "% made\n4 2\n2\n1 3\n2\n\n"}}, 4, 4, true},
      {"common-crawl",
       {{"cc-vertices.txt", "0\tcom.example\n1\tcom.example.www\n2\torg.example\n"}, {"cc-edges.txt", "0\t1\n1\t2\n"}},
       3,
       2,
       true},
      {"graphml", {{"graph.graphml", kGraphml}}, 3, 2, true},
      {"gml",
       {{"graph.gml",
         "Creator \"a test\"\ngraph [\n  directed 1\n  node [ id 1 label \"a.example\" ]\n  node [ id 2 ]\n"
         "  edge [ source 1 target 2 value 3 ]\n]\n"}},
       2,
       1,
       true},
      {"npz", {{"graph.npz", csr_npz()}}, 4, 3, true},
  };
}

std::string links_in_columns(ColumnFormat format) {
  MemoryFile file;
  const auto writer =
      ColumnFileWriter::make(format, {{"source", ColumnType::text}, {"target", ColumnType::text}}, {}, file);
  const std::vector<std::int32_t> offsets = {0, 5, 10};
  writer->write(std::vector<ColumnPart>{TextValues{offsets, "a.comb.org"}, TextValues{offsets, "b.orga.com"}});
  writer->finish();
  const std::vector<char> bytes = file.take();
  return {bytes.begin(), bytes.end()};
}

}  // namespace

std::vector<GraphSample> graph_samples() {
  std::vector<GraphSample> samples = text_and_binary_samples();
  if (!has_column_files()) return samples;
  samples.push_back({"parquet", {{"graph.parquet", links_in_columns(ColumnFormat::parquet)}}, 2, 2, true});
  samples.push_back({"arrow", {{"graph.arrow", links_in_columns(ColumnFormat::arrow)}}, 2, 2, true});
  return samples;
}

std::string npy_bytes(const std::string& type, const std::string& shape, const std::string& elements, int version) {
  std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
  const std::size_t start = version == 1 ? 10 : 12;
  while ((start + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  const std::string size = version == 1 ? little_endian_bytes<std::uint16_t>({header.size()})
                                        : little_endian_bytes<std::uint32_t>({header.size()});
  return "\x93NUMPY" + std::string{static_cast<char>(version), '\0'} + size + header + elements;
}

std::string zip_bytes(const std::vector<std::pair<std::string, std::string>>& files, bool packed) {
  const TemporaryFolder folder;
  const std::filesystem::path path = folder / "archive.zip";
  zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE | ZIP_EXCL, nullptr);
  if (archive == nullptr) throw std::runtime_error("cannot make an archive");
  for (const auto& [name, content] : files) {
    zip_source_t* const source = zip_source_buffer(archive, content.data(), content.size(), 0);
    const zip_int64_t index = zip_file_add(archive, name.c_str(), source, 0);
    zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), packed ? ZIP_CM_DEFLATE : ZIP_CM_STORE, 6);
  }
  if (zip_close(archive) != 0) throw std::runtime_error("cannot write an archive");
  return read_file(path);
}

}  // namespace orbweb::test
