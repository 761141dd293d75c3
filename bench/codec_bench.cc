// How small and how fast the encodings of rows are.
//
//     orbweb_bench_codec [GRAPH ...]     default: web:200000; see bench/graphs.h, a stored web among others
//
// Each direction of each graph goes through every encoding, in memory, and is read back and compared, in order and row
// by row, before anything is timed. One thread, warm, the median of several rounds by its own processor time. scan: all
// rows in order, 4,096 at a time. random: rows of more than 32 arcs one by one, in an order drawn from a seed. Ratios
// are to bvgraph's scan, in the same run, and of random to the encoding's own scan.
#include <fmt/format.h>
#include <time.h>

#include <algorithm>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "bench/graphs.h"
#include "graph/encoding.h"
#include "graph/kernels/simd_target.h"
#include "graph/memory_file.h"

namespace orbweb {
namespace {

constexpr std::uint64_t kScanRows = 4096;
constexpr std::uint64_t kRowsPerChunk = 1 << 14;
constexpr std::uint64_t kLongRow = 32;

double processor_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

template <class Work>
double median_seconds(int rounds, Work&& work) {
  std::vector<double> seconds;
  for (int round = 0; round < rounds; ++round) {
    const double start = processor_seconds();
    work();
    seconds.push_back(processor_seconds() - start);
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

using Files = std::map<std::string, MemoryFile>;

Files encode(const Encoding& encoding, const Graph& graph) {
  Files files;
  const auto encoder =
      encoding.encoder("rows", graph.num_nodes(), [&](const std::string& name) -> OutputFile& { return files[name]; });
  RowBlock rows;
  for (std::uint64_t first = 0; first < graph.num_nodes(); first += kRowsPerChunk) {
    graph.read_rows(first, std::min(first + kRowsPerChunk, graph.num_nodes()), rows);
    encoder->append(encoder->encode(rows));
  }
  encoder->finish();
  return files;
}

void scan(const Adjacency& adjacency, RowBlock& rows) {
  for (std::uint64_t first = 0; first < adjacency.num_nodes(); first += kScanRows) {
    adjacency.read_rows(first, std::min(first + kScanRows, adjacency.num_nodes()), rows);
  }
}

void verify(const Graph& graph, const Adjacency& encoded) {
  RowBlock rows;
  std::vector<NodeId> row;
  encoded.read_rows(0, graph.num_nodes(), rows);
  for (std::uint64_t node = 0; node < graph.num_nodes(); ++node) {
    const auto id = static_cast<NodeId>(node);
    encoded.read_row(id, row);
    if (std::ranges::equal(rows[node], graph[id]) && std::ranges::equal(row, graph[id])) continue;
    throw std::runtime_error(fmt::format("{}: row {} is not what was written", encoded.encoding(), node));
  }
}

/// Nodes of long rows in random order (Fisher-Yates, a linear congruential generator).
std::vector<NodeId> long_rows(const Graph& graph) {
  std::vector<NodeId> nodes;
  for (std::uint64_t node = 0; node < graph.num_nodes(); ++node) {
    if (graph.degree(static_cast<NodeId>(node)) > kLongRow) nodes.push_back(static_cast<NodeId>(node));
  }
  std::uint64_t state = 1;
  for (std::size_t i = nodes.size(); i > 1; --i) {
    state = state * 6364136223846793005U + 1442695040888963407U;
    std::swap(nodes[i - 1], nodes[(state >> 33) % i]);
  }
  return nodes;
}

struct Figures {
  std::string encoding;
  double bits = 0, scan = 0, random = 0, encode = 0;  ///< bits per link; seconds per arc
};

Figures measure(const Encoding& encoding, const Graph& graph) {
  const double arcs = static_cast<double>(graph.num_arcs());
  Files files = encode(encoding, graph);
  const auto adjacency = encoding.open("rows", graph.num_nodes(), graph.num_arcs(),
                                       [&](const std::string& name) { return StoredBytes(files.at(name).bytes()); });
  verify(graph, *adjacency);
  const std::vector<NodeId> nodes = long_rows(graph);
  double long_arcs = 0;
  for (const NodeId node : nodes) long_arcs += static_cast<double>(graph.degree(node));
  RowBlock rows;
  std::vector<NodeId> row;
  Figures figures{std::string(encoding.name), 8 * static_cast<double>(adjacency->bytes()) / arcs};
  figures.scan = median_seconds(21, [&] { scan(*adjacency, rows); }) / arcs;
  figures.encode = median_seconds(3, [&] { encode(encoding, graph); }) / arcs;
  if (nodes.empty()) return figures;
  figures.random = median_seconds(9,
                                  [&] {
                                    for (const NodeId node : nodes) adjacency->read_row(node, row);
                                  }) /
                   long_arcs;
  return figures;
}

void report(const std::string& name, const Graph& graph) {
  std::vector<Figures> all;
  double bvgraph = 0;
  for (const Encoding& encoding : encodings()) {
    all.push_back(measure(encoding, graph));
    if (encoding.name == "bvgraph") bvgraph = all.back().scan;
  }
  fmt::print("{}: {} nodes, {} arcs, {}\n", name, graph.num_nodes(), graph.num_arcs(), simd_target());
  fmt::print("{:<9}{:>10}{:>13}{:>12}{:>15}{:>8}{:>16}\n", "encoding", "bits/link", "scan ns/arc", "x bvgraph",
             "random ns/arc", "x scan", "encode Marcs/s");
  for (const Figures& figures : all) {
    fmt::print("{:<9}{:>10.2f}{:>13.2f}{:>12.2f}{:>15.2f}{:>8.2f}{:>16.1f}\n", figures.encoding, figures.bits,
               1e9 * figures.scan, bvgraph / figures.scan, 1e9 * figures.random, figures.random / figures.scan,
               1e-6 / figures.encode);
  }
}

}  // namespace
}  // namespace orbweb

int main(int argc, char** argv) {
  std::vector<std::string> graphs(argv + 1, argv + argc);
  if (graphs.empty()) graphs.emplace_back("web:200000");
  for (const std::string& description : graphs) {
    const orbweb::bench::BenchGraph graph = orbweb::bench::make_graph(description);
    orbweb::report(graph.name, graph.successors);
    orbweb::report(graph.name + ", transposed", graph.predecessors);
  }
}
