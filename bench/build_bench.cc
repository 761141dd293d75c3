// Building webs. "binary": pairs of 32-bit numbers in memory, shuffled, to rows of one direction or of both; verified
// against a plain sort first. "text": ORBWEB_BENCH_LINKS names a link list (bench/make_links.cc makes some), read and
// built within ORBWEB_BENCH_MEMORY megabytes into a sink that only counts; peak memory is the process's own.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <random>
#include <stdexcept>
#include <vector>

#include "graph/build/arc_sorter.h"
#include "graph/builder.h"
#include "graph/parallel.h"
#include "loaders/link_list.h"

namespace orbweb {
namespace {

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Takes a web and keeps nothing but its size.
class CountingSink final : public WebSink {
 public:
  std::uint64_t memory(const WebSize&) const override { return 0; }
  void add_names(SortedKeys keys) override { names += keys.size(); }
  void begin_rows(const WebSize&) override {}
  void add_successors(RowBlock rows, std::vector<std::uint32_t>, std::vector<std::uint8_t>) override {
    arcs += rows.num_arcs();
    hash = hash_rows(hash, rows);
  }
  void add_predecessors(RowBlock rows) override { reversed_arcs += rows.num_arcs(); }
  void finish(Provenance) override {}

  static std::uint64_t hash_rows(std::uint64_t hash, const RowBlock& rows) {
    return hash + rows.num_rows() * 31 + (rows.targets.empty() ? 0 : rows.targets.front());
  }

  std::uint64_t names = 0;
  std::uint64_t arcs = 0;
  std::uint64_t reversed_arcs = 0;
  std::uint64_t hash = 0;
};

/// Arcs between 2^bits nodes, half of them to near nodes, in random order.
std::vector<ArcKey> random_arcs(std::size_t count, int bits) {
  std::mt19937_64 random(1);
  const ArcKey mask = (ArcKey{1} << bits) - 1;
  std::vector<ArcKey> arcs(count);
  for (ArcKey& arc : arcs) {
    const std::uint64_t draw = random();
    const auto source = static_cast<NodeId>(draw & mask);
    const NodeId far = static_cast<NodeId>(draw >> 32 & mask);
    const auto near = static_cast<NodeId>((source + (draw >> 40 & 255)) & mask);
    arc = arc_key(source, draw >> 63 != 0 ? near : far);
  }
  return arcs;
}

void add_in_batches(std::span<const ArcKey> arcs, ArcSorter& sorter) {
  constexpr std::uint64_t kBatch = 1 << 14;
  parallel_for(arcs.size(), kBatch, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; i += kBatch) {
      sorter.add(arcs.subspan(i, std::min(kBatch, last - i)));
    }
  });
}

/// Rows of one direction, concatenated: CSR without the labels.
struct Rows {
  std::vector<std::uint64_t> offsets{0};
  std::vector<NodeId> targets;
};

void sort_rows(std::span<const ArcKey> arcs, std::uint64_t num_nodes, Rows& rows) {
  BlockPool pool;
  SpillSpace space(real_file_system(), {});
  ArcSorter sorter(pool, space, std::uint64_t{1} << 40, num_threads());
  add_in_batches(arcs, sorter);
  rows.offsets.resize(1);
  rows.targets.clear();
  rows.offsets.reserve(num_nodes + 1);
  rows.targets.reserve(arcs.size());
  sorter.stream(num_nodes, {}, {.on_rows = [&](LabelledRows more) {
                  const std::uint64_t base = rows.targets.size();
                  for (std::size_t i = 1; i < more.rows.offsets.size(); ++i) {
                    rows.offsets.push_back(base + more.rows.offsets[i]);
                  }
                  rows.targets.insert(rows.targets.end(), more.rows.targets.begin(), more.rows.targets.end());
                }});
}

void verify(const std::vector<ArcKey>& arcs, std::uint64_t num_nodes) {
  std::vector<ArcKey> expected = arcs;
  std::sort(expected.begin(), expected.end());
  expected.erase(std::unique(expected.begin(), expected.end()), expected.end());
  Rows rows;
  sort_rows(arcs, num_nodes, rows);
  bool same = rows.targets.size() == expected.size() && rows.offsets.size() == num_nodes + 1;
  for (std::uint64_t node = 0; same && node < num_nodes; ++node) {
    for (std::uint64_t i = rows.offsets[node]; i < rows.offsets[node + 1]; ++i) {
      same = same && expected[i] == arc_key(static_cast<NodeId>(node), rows.targets[i]);
    }
  }
  if (!same) throw std::runtime_error("the rows are not what a plain sort gives");
}

constexpr int kNodeBits = 23;

void binary_to_rows(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0)) * 1'000'000;
  const std::vector<ArcKey> arcs = random_arcs(count, kNodeBits);
  with_threads(static_cast<int>(state.range(1)), [&] {
    verify(random_arcs(count / 20, 18), std::uint64_t{1} << 18);
    Rows rows;
    for ([[maybe_unused]] auto round : state) sort_rows(arcs, std::uint64_t{1} << kNodeBits, rows);
  });
  state.counters["arcs/s"] = benchmark::Counter(
      static_cast<double>(count * static_cast<std::size_t>(state.iterations())), benchmark::Counter::kIsRate);
}

void binary_to_both(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0)) * 1'000'000;
  const std::vector<ArcKey> arcs = random_arcs(count, kNodeBits);
  with_threads(static_cast<int>(state.range(1)), [&] {
    for ([[maybe_unused]] auto round : state) {
      WebBuilder builder({.with_names = false, .memory_limit = std::uint64_t{1} << 40});
      constexpr std::uint64_t kBatch = 1 << 14;
      parallel_for(arcs.size(), kBatch, [&](std::uint64_t first, std::uint64_t last) {
        std::vector<BuilderArc> batch;
        for (std::uint64_t i = first; i < last; ++i) batch.push_back({source_of(arcs[i]), target_of(arcs[i]), 1, true});
        builder.add(batch);
      });
      CountingSink sink;
      builder.build_into(sink, {}, {});
      if (sink.arcs != sink.reversed_arcs) throw std::runtime_error("both directions differ");
    }
  });
  state.counters["arcs/s"] = benchmark::Counter(
      static_cast<double>(count * static_cast<std::size_t>(state.iterations())), benchmark::Counter::kIsRate);
}

std::uint64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) << 10;
}

void text_within_memory(benchmark::State& state) {
  const char* const path = std::getenv("ORBWEB_BENCH_LINKS");
  const char* const memory = std::getenv("ORBWEB_BENCH_MEMORY");
  if (path == nullptr) {
    state.SkipWithError("ORBWEB_BENCH_LINKS names no link list");
    return;
  }
  const std::uint64_t limit = memory == nullptr ? 0 : std::strtoull(memory, nullptr, 10) << 20;
  BuildStats stats;
  double reading = 0;
  with_threads(static_cast<int>(state.range(0)), [&] {
    for ([[maybe_unused]] auto round : state) {
      const auto start = std::chrono::steady_clock::now();
      LinkListInputs inputs({path}, real_file_system());
      std::optional<Fold> fold;
      if (!inputs.has_numbers()) fold.emplace(FoldOptions{.level = FoldLevel::page});
      WebBuilder builder({.with_names = fold.has_value(), .memory_limit = limit});
      load_link_list(inputs, fold ? &*fold : nullptr, builder, {}, {});
      reading = seconds_since(start);
      CountingSink sink;
      builder.build_into(sink, {}, {});
      stats = builder.stats();
      if (sink.arcs != sink.reversed_arcs || sink.arcs != stats.arcs) throw std::runtime_error("arcs were lost");
    }
  });
  const auto megabytes = [](std::uint64_t bytes) { return static_cast<double>(bytes >> 20); };
  state.counters["links/s"] = benchmark::Counter(
      static_cast<double>(stats.links) * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
  state.counters["nodes"] = static_cast<double>(stats.nodes);
  state.counters["arcs"] = static_cast<double>(stats.arcs);
  state.counters["read_s"] = reading;
  state.counters["peak_MB"] = megabytes(peak_memory());
  state.counters["limit_MB"] = megabytes(limit);
  state.counters["temp_MB"] = megabytes(stats.temporary_bytes);
  state.counters["name_runs"] = static_cast<double>(stats.name_runs);
  state.counters["runs"] = static_cast<double>(stats.successor_runs);
  state.counters["runs_back"] = static_cast<double>(stats.predecessor_runs);
}

BENCHMARK(binary_to_rows)->Args({10, 2})->Args({50, 1})->Args({50, 2})->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(binary_to_both)->Args({50, 2})->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(text_within_memory)->Arg(2)->UseRealTime()->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
}  // namespace orbweb

BENCHMARK_MAIN();
