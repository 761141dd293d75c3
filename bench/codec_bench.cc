// How fast encoded rows are read, and how small they are.
//
// Two graphs: cnr-2000 where ORBWEB_DATA (default ../shared/data) has it, and a made-up
// web of 200,000 pages (SplitMix64, seed 1), where most rows are copies of a row before with a few ids of their own.
// Every row is verified against the source before anything is timed. One thread, warm; arcs/s and bits/link (index
// included) are reported. "of_baseline" is the time of the same scan over the baseline in the same run as a multiple of
// this one's: the BVGraph for cnr-2000, uncompressed rows for the made-up web.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "graph/codecs/bvgraph_adjacency.h"
#include "graph/codecs/fast_adjacency.h"
#include "graph/codecs/fast_encoder.h"
#include "graph/graph.h"
#include "graph/kernels/simd_target.h"

namespace orbweb {
namespace {

constexpr std::uint64_t kScanRows = 4096;
constexpr std::uint64_t kLongRow = 32;
constexpr std::uint64_t kPages = 200'000;

class MemoryFile : public OutputFile {
 public:
  void write(std::span<const char> bytes) override { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void sync() override {}
  void close() override {}
  const std::vector<char>& bytes() const { return bytes_; }

 private:
  std::vector<char> bytes_;
};

std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

std::unique_ptr<Adjacency> made_up_web() {
  std::uint64_t state = 1;
  std::vector<ArcIndex> offsets{0};
  std::vector<NodeId> targets;
  for (std::uint64_t page = 0; page < kPages; ++page) {
    std::set<NodeId> ids;
    if (page > 8 && next_random(state) % 4 > 0) {
      const std::uint64_t like = page - 1 - next_random(state) % 4;
      for (ArcIndex arc = offsets[like]; arc < offsets[like + 1]; ++arc) {
        if (next_random(state) % 8 > 0) ids.insert(targets[arc]);
      }
    }
    const std::uint64_t near = page - std::min(page, next_random(state) % 200);
    for (std::uint64_t i = 0; i < next_random(state) % 6; ++i) ids.insert(static_cast<NodeId>(near + i));
    for (std::uint64_t i = next_random(state) % 3; i > 0; --i) {
      ids.insert(static_cast<NodeId>(next_random(state) % kPages));
    }
    while (!ids.empty() && *ids.rbegin() >= kPages) ids.erase(std::prev(ids.end()));
    targets.insert(targets.end(), ids.begin(), ids.end());
    offsets.push_back(targets.size());
  }
  return std::make_unique<Graph>(std::move(offsets), std::move(targets));
}

std::unique_ptr<Adjacency> cnr_2000(const std::string& name) {
  const char* folder = std::getenv("ORBWEB_DATA");
  const auto path = std::filesystem::path(folder != nullptr ? folder : "../shared/data") / "bvgraph" / name;
  if (!std::filesystem::exists(path.string() + ".graph")) return nullptr;
  return std::make_unique<BvGraphAdjacency>(open_bvgraph(real_file_system(), path));
}

/// A graph as it came and in the fast encoding, verified.
struct Subject {
  explicit Subject(std::unique_ptr<Adjacency> adjacency) : source(std::move(adjacency)) {
    if (source == nullptr) return;
    source->read_rows(0, source->num_nodes(), rows);
    MemoryFile data, index;
    FastEncoder encoder(data, index, source->num_nodes());
    encoder.append(encoder.encode(rows));
    encoder.finish();
    fast = std::make_unique<FastAdjacency>(StoredBytes(data.bytes()), StoredBytes(index.bytes()), source->num_nodes(),
                                           source->num_arcs());
    verify();
  }

  void verify() const {
    RowBlock decoded;
    fast->read_rows(0, fast->num_nodes(), decoded);
    if (decoded.offsets != rows.offsets) throw std::runtime_error("wrong degrees");
    for (std::uint64_t row = 0; row < rows.num_rows(); ++row) {
      if (!std::ranges::equal(decoded[row], rows[row])) throw std::runtime_error("wrong row");
    }
  }

  std::unique_ptr<Adjacency> source;
  RowBlock rows;
  std::unique_ptr<FastAdjacency> fast;
};

enum class Kind { made_up, cnr, cnr_transpose };

const Subject& subject(Kind kind) {
  static const Subject subjects[] = {Subject(made_up_web()), Subject(cnr_2000("cnr-2000")),
                                     Subject(cnr_2000("cnr-2000-t"))};
  return subjects[static_cast<int>(kind)];
}

bool skip_absent(benchmark::State& state, const Subject& graph) {
  if (graph.source != nullptr) return false;
  state.SkipWithError("no such graph here");
  return true;
}

void scan_all(const Adjacency& adjacency, RowBlock& rows) {
  for (std::uint64_t first = 0; first < adjacency.num_nodes(); first += kScanRows) {
    adjacency.read_rows(first, std::min(first + kScanRows, adjacency.num_nodes()), rows);
    benchmark::DoNotOptimize(rows.targets.data());
  }
}

double seconds_of_scan(const Adjacency& adjacency) {
  RowBlock rows;
  double best = 1e9;
  for (int round = 0; round < 5; ++round) {
    const auto start = std::chrono::steady_clock::now();
    scan_all(adjacency, rows);
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

void report(benchmark::State& state, double arcs) {
  state.SetLabel(simd_target());
  state.counters["arcs/s"] = benchmark::Counter(arcs, benchmark::Counter::kIsIterationInvariantRate);
}

void scan(benchmark::State& state, Kind kind) {
  const Subject& graph = subject(kind);
  if (skip_absent(state, graph)) return;
  RowBlock rows;
  for ([[maybe_unused]] auto round : state) scan_all(*graph.fast, rows);
  const double arcs = static_cast<double>(graph.fast->num_arcs());
  report(state, arcs);
  state.counters["bits/link"] = 8 * static_cast<double>(graph.fast->bytes()) / arcs;
  state.counters["of_baseline"] = seconds_of_scan(*graph.source) / seconds_of_scan(*graph.fast);
}

/// Rows of more than 32 arcs, in random order, one by one.
void random_rows(benchmark::State& state, Kind kind) {
  const Subject& graph = subject(kind);
  if (skip_absent(state, graph)) return;
  std::vector<NodeId> nodes;
  std::uint64_t arcs = 0, random = 1;
  for (std::uint64_t row = 0; row < graph.rows.num_rows(); ++row) {
    if (graph.rows[row].size() <= kLongRow) continue;
    nodes.push_back(static_cast<NodeId>(row));
    arcs += graph.rows[row].size();
  }
  for (std::size_t i = nodes.size(); i > 1; --i) std::swap(nodes[i - 1], nodes[next_random(random) % i]);
  std::vector<NodeId> row;
  for ([[maybe_unused]] auto round : state) {
    for (const NodeId node : nodes) graph.fast->read_row(node, row);
    benchmark::DoNotOptimize(row.data());
  }
  report(state, static_cast<double>(arcs));
}

void encode(benchmark::State& state, Kind kind) {
  const Subject& graph = subject(kind);
  if (skip_absent(state, graph)) return;
  MemoryFile data, index;
  const FastEncoder encoder(data, index, graph.source->num_nodes());
  for ([[maybe_unused]] auto round : state) benchmark::DoNotOptimize(encoder.encode(graph.rows));
  report(state, static_cast<double>(graph.fast->num_arcs()));
}

BENCHMARK_CAPTURE(scan, made_up, Kind::made_up)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(scan, cnr_2000, Kind::cnr)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(scan, cnr_2000_transpose, Kind::cnr_transpose)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(random_rows, made_up, Kind::made_up)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(random_rows, cnr_2000, Kind::cnr)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(random_rows, cnr_2000_transpose, Kind::cnr_transpose)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, made_up, Kind::made_up)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, cnr_2000, Kind::cnr)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(encode, cnr_2000_transpose, Kind::cnr_transpose)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace orbweb

BENCHMARK_MAIN();
