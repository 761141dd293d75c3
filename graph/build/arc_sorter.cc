#include "graph/build/arc_sorter.h"

#include <algorithm>
#include <atomic>
#include <utility>

#include "graph/build/row_chunks.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

/// Collects the arcs of rows [first, last) as they come in order.
class RowBuilder {
 public:
  RowBuilder(std::uint64_t first, std::uint64_t last, const RowConsumer& consumer) : consumer_(consumer) {
    out_.rows.first = first;
    out_.rows.offsets.resize(last - first + 1);
  }

  void add(const SortedArcs& arcs) {
    std::vector<NodeId>& targets = out_.rows.targets;
    std::uint64_t position = targets.size();
    targets.resize(position + arcs.keys.size());
    for (const ArcKey key : arcs.keys) {
      close_rows_before(source_of(key), position);
      targets[position++] = target_of(key);
    }
    if (consumer_.on_arcs) consumer_.on_arcs(arcs);
    if (!consumer_.with_labels) return;
    if (arcs.has_labels()) {
      out_.link_counts.insert(out_.link_counts.end(), arcs.counts.begin(), arcs.counts.end());
      out_.followed.insert(out_.followed.end(), arcs.followed.begin(), arcs.followed.end());
    } else {
      out_.link_counts.resize(position, 1);
      out_.followed.resize(position, 1);
    }
  }

  LabelledRows finish() {
    close_rows_before(out_.rows.first + out_.rows.num_rows(), out_.rows.targets.size());
    return std::move(out_);
  }

 private:
  void close_rows_before(std::uint64_t row, std::uint64_t position) {
    for (; out_.rows.first + closed_ < row; ++closed_) out_.rows.offsets[closed_ + 1] = position;
  }

  const RowConsumer& consumer_;
  std::uint64_t closed_ = 0;  ///< rows whose end is known
  LabelledRows out_;
};

/// Makes chunks in parallel and passes them on in order. Errors are carried past the pipeline instead of thrown through
/// it: a cancelled oneTBB pipeline may leak what is on its way (2021.8).
template <class Make, class Pass>
void make_in_order(std::size_t count, int threads, const Control& control, Make&& make, Pass&& pass) {
  std::size_t next = 0;
  std::atomic<bool> failed = false;
  std::exception_ptr error;
  struct Outcome {
    LabelledRows rows;
    std::exception_ptr error;
  };
  const auto take = [&]() -> std::unique_ptr<std::size_t> {
    if (failed || next == count) return nullptr;
    return std::make_unique<std::size_t>(next++);
  };
  const auto work = [&](std::unique_ptr<std::size_t> index) {
    auto outcome = std::make_unique<Outcome>();
    if (failed) return outcome;
    try {
      outcome->rows = make(*index);
    } catch (...) {
      outcome->error = std::current_exception();
    }
    return outcome;
  };
  const auto finish = [&](std::unique_ptr<Outcome> outcome) {
    if (failed) return;
    try {
      if (outcome->error) std::rethrow_exception(outcome->error);
      control.check();
      pass(std::move(outcome->rows));
    } catch (...) {
      error = std::current_exception();
      failed = true;
    }
  };
  parallel_pipeline(static_cast<std::size_t>(threads) + 2, take, work, finish);
  if (error) std::rethrow_exception(error);
}

/// Scratch memory that threads hand on to each other.
template <class Scratch>
class ScratchStore {
 public:
  std::unique_ptr<Scratch> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<Scratch>();
    std::unique_ptr<Scratch> scratch = std::move(idle_.back());
    idle_.pop_back();
    return scratch;
  }
  void give_back(std::unique_ptr<Scratch> scratch) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(scratch));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scratch>> idle_;
};

void merge_chunk(const SpillFile& file, std::span<const ArcRun> runs, const MergeChunk& chunk, MergeScratch& scratch,
                 const EmitArcs& emit) {
  for (std::size_t i = 0; i + 1 < chunk.cuts.size(); ++i) {
    if (chunk.cuts[i] == chunk.cuts[i + 1]) continue;
    const SortedArcs arcs = merge_range(file, runs, chunk.cuts[i], chunk.cuts[i + 1], scratch);
    if (!arcs.keys.empty()) emit(arcs);
  }
}

/// The last row that holds arcs, plus one.
std::uint64_t num_rows_of(std::span<const ArcRun> runs) {
  std::uint64_t rows = 0;
  for (const ArcRun& run : runs) rows = std::max(rows, std::uint64_t{source_of(run.back().last_key)} + 1);
  return rows;
}

}  // namespace

ArcSorter::ArcSorter(BlockPool& pool, SpillSpace& space, std::uint64_t budget, int threads)
    : pool_(pool),
      space_(space),
      file_(std::make_unique<SpillFile>(space)),
      threads_(threads),
      collector_(pool, budget, threads, [this](ArcSet set) { spill_set(std::move(set)); }) {}

/// On the calling thread alone: it may run inside of someone's parallel loop, which it must not mix with its own.
void ArcSorter::spill_set(ArcSet set) {
  SortScratch scratch;
  ArcRunWriter writer(*file_);
  sort_arcs(pool_, std::move(set), scratch, [&](const SortedArcs& arcs) { writer.add(arcs); });
  ArcRun run = writer.finish();
  if (run.empty()) return;
  const std::lock_guard lock(mutex_);
  runs_.push_back(std::move(run));
  ++num_runs_;
}

void ArcSorter::spill() {
  const ArcSet rest = collector_.take_rest();
  const auto tasks = static_cast<std::uint64_t>(threads_);
  std::vector<ArcSet> shares(tasks);
  for (std::size_t i = 0; i < rest.plain.size(); ++i) shares[i % tasks].plain.push_back(rest.plain[i]);
  for (std::size_t i = 0; i < rest.labelled.size(); ++i) shares[i % tasks].labelled.push_back(rest.labelled[i]);
  parallel_for(tasks, 1, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) spill_set(std::move(shares[i]));
  });
}

/// Merges runs into fewer and longer ones until few are left: a piece of a merge holds some segments of every run, so
/// that many runs would need much memory.
void ArcSorter::merge_groups(const Control& control) {
  constexpr std::size_t kMostRuns = 64;
  while (runs_.size() > kMostRuns) {
    auto file = std::make_unique<SpillFile>(space_);
    std::vector<ArcRun> merged((runs_.size() + kMostRuns - 1) / kMostRuns);
    parallel_for(merged.size(), 1, [&](std::uint64_t first, std::uint64_t last) {
      MergeScratch scratch;
      for (std::uint64_t i = first; i < last; ++i) {
        const std::size_t begin = i * kMostRuns;
        const auto group = std::span<const ArcRun>(runs_).subspan(begin, std::min(kMostRuns, runs_.size() - begin));
        ArcRunWriter writer(*file);
        for (const MergeChunk& chunk : cut_into_chunks(group, num_rows_of(group))) {
          control.check();
          merge_chunk(*file_, group, chunk, scratch, [&](const SortedArcs& arcs) { writer.add(arcs); });
        }
        merged[i] = writer.finish();
      }
    });
    runs_ = std::move(merged);
    file_ = std::move(file);
  }
}

void ArcSorter::stream(std::uint64_t num_nodes, const Control& control, const RowConsumer& consumer) {
  if (runs_.empty()) {
    stream_memory(num_nodes, control, consumer);
    return;
  }
  spill();
  pool_.trim();
  merge_groups(control);
  stream_runs(num_nodes, control, consumer);
}

void ArcSorter::stream_memory(std::uint64_t num_nodes, const Control& control, const RowConsumer& consumer) {
  std::vector<MemoryChunk> chunks = cut_into_chunks(pool_, collector_.take_rest(), num_nodes, threads_);
  ScratchStore<SortScratch> store;
  const auto make = [&](std::size_t i) {
    MemoryChunk chunk = std::move(chunks[i]);
    RowBuilder rows(chunk.first, chunk.last, consumer);
    std::unique_ptr<SortScratch> scratch = store.take();
    sort_arcs(pool_, std::move(chunk.arcs), *scratch, [&](const SortedArcs& arcs) { rows.add(arcs); });
    store.give_back(std::move(scratch));
    return rows.finish();
  };
  make_in_order(chunks.size(), threads_, control, make, consumer.on_rows);
}

void ArcSorter::stream_runs(std::uint64_t num_nodes, const Control& control, const RowConsumer& consumer) {
  const std::vector<MergeChunk> chunks = cut_into_chunks(runs_, num_nodes);
  ScratchStore<MergeScratch> store;
  const auto make = [&](std::size_t i) {
    RowBuilder rows(chunks[i].first, chunks[i].last, consumer);
    std::unique_ptr<MergeScratch> scratch = store.take();
    merge_chunk(*file_, runs_, chunks[i], *scratch, [&](const SortedArcs& arcs) { rows.add(arcs); });
    store.give_back(std::move(scratch));
    return rows.finish();
  };
  make_in_order(chunks.size(), threads_, control, make, consumer.on_rows);
}

}  // namespace orbweb
