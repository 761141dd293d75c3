#include "graph/build/budget.h"

#include <algorithm>

#include "graph/build/arc_set.h"
#include "graph/build/name_sort.h"
#include "graph/builder.h"
#include "graph/memory.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20;
/// A block of 4 MiB of text being parsed with its names, and one that waits.
constexpr std::uint64_t kTextPerThread = 16 * kMegabyte;
/// Chunks being merged, and their rows on the way to the sink.
constexpr std::uint64_t kChunksPerThread = 12 * kMegabyte;
/// However small the limit, work goes on in steps of this size: it is part of what stands beside the limit.
constexpr std::uint64_t kLeastForArcs = 16 * kBlockBytes;

std::uint64_t minus(std::uint64_t a, std::uint64_t b) { return a > b ? a - b : 0; }

}  // namespace

std::uint64_t limit_or_default(std::uint64_t memory_limit) {
  return memory_limit > 0 ? memory_limit : machine_memory() / 2;
}

ReadingBudget reading_budget(std::uint64_t limit, int threads, bool with_names) {
  const std::uint64_t text = std::min(limit / 4, static_cast<std::uint64_t>(threads) * kTextPerThread);
  const std::uint64_t rest = limit - text;
  // Partitions in the course of a sort leave blocks partly empty: a sixteenth is kept back.
  if (!with_names) return {text, 0, std::max(kLeastForArcs, rest - rest / 16)};
  return {text, rest * 3 / 4, std::max(kLeastForArcs, rest / 4)};
}

std::uint64_t sorting_budget(std::uint64_t limit, int threads, std::uint64_t sink, std::uint64_t others) {
  const std::uint64_t chunks = std::min(limit / 4, static_cast<std::uint64_t>(threads + 2) * kChunksPerThread);
  const std::uint64_t rest = minus(limit, chunks + sink + others);
  return std::max(kLeastForArcs, rest - rest / 16);
}

BuildNeeds needs_of(const BuildSize& size, std::uint64_t memory_limit, int threads) {
  // A compressed arc takes 2 to 5 bytes in a run; links of one dictionary are logged as they are.
  constexpr std::uint64_t kBytesPerSortedArc = 4;
  constexpr std::uint64_t kBytesPerName = 12 + 16 + kBytesToSortName;
  constexpr std::uint64_t kSpilledBytesPerName = 8 + 8;
  const std::uint64_t limit = limit_or_default(memory_limit);
  const ReadingBudget budget = reading_budget(limit, threads, size.with_names);
  const std::uint64_t arc_bytes = size.links * sizeof(ArcKey);
  const std::uint64_t name_bytes = size.with_names ? size.name_bytes + size.nodes * kBytesPerName : 0;
  BuildNeeds needs;
  needs.memory_to_fit = budget.text + arc_bytes + arc_bytes / 16 + name_bytes;
  needs.memory = std::min(limit, needs.memory_to_fit);
  const std::uint64_t arc_budget = sorting_budget(limit, threads, 0, 4 * size.nodes);
  const std::uint64_t run_bytes = arc_budget / static_cast<std::uint64_t>(threads + 1);
  if (arc_bytes > std::min(budget.arcs, arc_budget)) {
    needs.runs = arc_bytes / std::max<std::uint64_t>(run_bytes, 1) + 1;
    needs.temporary_bytes += 2 * kBytesPerSortedArc * size.links;
  }
  if (size.with_names && arc_bytes > budget.arcs) needs.temporary_bytes += arc_bytes;
  if (name_bytes > budget.dictionary) needs.temporary_bytes += size.name_bytes / 2 + kSpilledBytesPerName * size.nodes;
  return needs;
}

}  // namespace orbweb
