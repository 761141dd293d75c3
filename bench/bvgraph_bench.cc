// How fast BVGraphs are decoded, in order and at random, and how fast and small they are written.
//
// The graph is made up, the same in every run (SplitMix64, seed 1): sites of 64 pages whose pages share most of a
// navigation menu, link to neighbours and to popular pages elsewhere. ORBWEB_BVGRAPH=BASENAME takes a stored graph
// instead. What was written is read back and compared before anything is timed. In order: one thread, blocks of 4,096
// rows. At random: rows of nodes drawn uniformly, whole rows. Warm.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "graph/codecs/bvgraph_adjacency.h"
#include "graph/codecs/bvgraph_encoder.h"
#include "graph/graph.h"
#include "graph/memory_file.h"

namespace orbweb {
namespace {

constexpr std::uint64_t kNodes = 1 << 19;
constexpr std::uint64_t kSitePages = 64;
constexpr std::uint64_t kRowsPerRead = 1 << 12;
constexpr std::uint64_t kRowsPerChunk = 1 << 14;

std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

Graph made_graph() {
  std::uint64_t state = 1;
  std::vector<ArcIndex> offsets{0};
  std::vector<NodeId> targets;
  std::vector<NodeId> menu;
  for (std::uint64_t node = 0; node < kNodes; ++node) {
    const std::uint64_t site = node - node % kSitePages;
    if (node == site) {
      menu.clear();
      for (std::uint64_t i = next_random(state) % 16; i > 0; --i) {
        menu.push_back(static_cast<NodeId>(site + next_random(state) % kSitePages));
      }
    }
    std::vector<NodeId> row;
    if (next_random(state) % 4 != 0) {
      for (const NodeId page : menu) {
        if (next_random(state) % 16 != 0) row.push_back(page);
      }
      for (std::uint64_t i = next_random(state) % 4; i > 0; --i) {
        const std::uint64_t scale = std::uint64_t{1} << (next_random(state) % 19);
        row.push_back(static_cast<NodeId>(next_random(state) % scale % kNodes));
      }
    }
    std::sort(row.begin(), row.end());
    row.erase(std::unique(row.begin(), row.end()), row.end());
    targets.insert(targets.end(), row.begin(), row.end());
    offsets.push_back(targets.size());
  }
  return Graph(std::move(offsets), std::move(targets));
}

struct Written {
  MemoryFile graph, offsets;
  std::string properties;
  std::uint64_t bits = 0;
};

Written write_graph(const Graph& graph, const BvGraphOptions& options) {
  Written written;
  BvGraphEncoder encoder(written.graph, written.offsets, options, graph.num_nodes());
  RowBlock rows;
  for (std::uint64_t first = 0; first < graph.num_nodes(); first += kRowsPerChunk) {
    graph.read_rows(first, std::min(first + kRowsPerChunk, graph.num_nodes()), rows);
    encoder.append(encoder.encode(rows));
  }
  encoder.finish();
  written.properties = encoder.properties_text();
  written.bits = encoder.graph_bits();
  return written;
}

BvGraphAdjacency opened(Written written) {
  return BvGraphAdjacency(parse_bvgraph_properties(written.properties, "properties"), StoredBytes(written.graph.take()),
                          StoredBytes(written.offsets.take()));
}

const Graph& plain_graph() {
  static const Graph graph = [] {
    const char* path = std::getenv("ORBWEB_BVGRAPH");
    return path == nullptr ? made_graph() : decode(open_bvgraph(real_file_system(), path));
  }();
  return graph;
}

/// The graph in the format: as stored, or written with the defaults and compared.
const BvGraphAdjacency& coded_graph() {
  static const BvGraphAdjacency graph = [] {
    if (const char* path = std::getenv("ORBWEB_BVGRAPH")) return open_bvgraph(real_file_system(), path);
    BvGraphAdjacency coded = opened(write_graph(plain_graph(), {}));
    const Graph back = decode(coded);
    if (!std::ranges::equal(back.offsets(), plain_graph().offsets()) ||
        !std::ranges::equal(back.targets(), plain_graph().targets())) {
      throw std::runtime_error("the graph read back is not the one written");
    }
    return coded;
  }();
  return graph;
}

void report(benchmark::State& state, double arcs) {
  state.counters["arcs/s"] = benchmark::Counter(arcs, benchmark::Counter::kIsRate);
  state.counters["s/arc"] = benchmark::Counter(arcs, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void BM_InOrder(benchmark::State& state) {
  const BvGraphAdjacency& graph = coded_graph();
  RowBlock rows;
  double arcs = 0;
  for (auto _ : state) {
    for (std::uint64_t first = 0; first < graph.num_nodes(); first += kRowsPerRead) {
      graph.read_rows(first, std::min(first + kRowsPerRead, graph.num_nodes()), rows);
      arcs += static_cast<double>(rows.num_arcs());
      benchmark::DoNotOptimize(rows.targets.data());
    }
  }
  report(state, arcs);
}
BENCHMARK(BM_InOrder)->Unit(benchmark::kMillisecond);

void BM_AtRandom(benchmark::State& state) {
  const BvGraphAdjacency& graph = coded_graph();
  std::vector<NodeId> row;
  std::uint64_t random = 1;
  double arcs = 0;
  for (auto _ : state) {
    for (int i = 0; i < 100000; ++i) {
      graph.read_row(static_cast<NodeId>(next_random(random) % graph.num_nodes()), row);
      arcs += static_cast<double>(row.size());
      benchmark::DoNotOptimize(row.data());
    }
  }
  report(state, arcs);
}
BENCHMARK(BM_AtRandom)->Unit(benchmark::kMillisecond);

void BM_OpenWithoutOffsets(benchmark::State& state) {
  Written written = write_graph(plain_graph(), {});
  const StoredBytes bytes(written.graph.take());
  const BvGraphProperties properties = parse_bvgraph_properties(written.properties, "properties");
  double arcs = 0;
  for (auto _ : state) {
    arcs += static_cast<double>(BvGraphAdjacency(properties, bytes).num_arcs());
  }
  report(state, arcs);
}
BENCHMARK(BM_OpenWithoutOffsets)->Unit(benchmark::kMillisecond);

void BM_Write(benchmark::State& state, BvGraphOptions options) {
  const Graph& graph = plain_graph();
  double arcs = 0;
  std::uint64_t bits = 0;
  for (auto _ : state) {
    bits = write_graph(graph, options).bits;
    arcs += static_cast<double>(graph.num_arcs());
  }
  report(state, arcs);
  state.counters["bits/arc"] = static_cast<double>(bits) / static_cast<double>(graph.num_arcs());
}
BENCHMARK_CAPTURE(BM_Write, Defaults, BvGraphOptions{})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Write, Dynamic, BvGraphOptions{.dynamic_selection = true})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(BM_Write, Dynamic16Unlimited,
                  BvGraphOptions{
                      .window = 16, .max_reference_chain = kUnlimitedReferenceChain, .dynamic_selection = true})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace orbweb

BENCHMARK_MAIN();
