// Arcs in any order in, rows in node order out, in memory where they fit and else through sorted runs on disk.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "graph/build/arc_collector.h"
#include "graph/build/arc_run.h"
#include "graph/control.h"
#include "graph/labelled_rows.h"

namespace orbweb {

/// What to do with rows as they come.
struct RowConsumer {
  bool with_labels = false;
  /// Any thread, in any order: arcs that are final. May be empty.
  std::function<void(const SortedArcs&)> on_arcs;
  /// One call at a time, in node order, rows a multiple of 64 but for the last.
  std::function<void(LabelledRows)> on_rows;
};

/// Used in this order: add() from many threads, then spill() if memory is wanted back, then stream() once.
class ArcSorter {
 public:
  ArcSorter(BlockPool& pool, SpillSpace& space, std::uint64_t budget, int threads);

  void add(std::span<const ArcKey> arcs) { collector_.add(arcs); }
  void add(std::span<const LabelledArc> arcs) { collector_.add(arcs); }

  std::uint64_t num_added() const { return collector_.num_added(); }
  bool has_spilled() const { return collector_.has_spilled(); }
  /// Sets spilled so far.
  std::uint64_t num_runs() const { return num_runs_; }

  /// Moves what is in memory to disk, with all threads.
  void spill();

  /// All rows of nodes [0, num_nodes), which every arc's ends lie in.
  void stream(std::uint64_t num_nodes, const Control& control, const RowConsumer& consumer);

 private:
  void spill_set(ArcSet set);
  void merge_groups(const Control& control);
  void stream_memory(std::uint64_t num_nodes, const Control& control, const RowConsumer& consumer);
  void stream_runs(std::uint64_t num_nodes, const Control& control, const RowConsumer& consumer);

  BlockPool& pool_;
  SpillSpace& space_;
  std::unique_ptr<SpillFile> file_;
  std::mutex mutex_;  // guards the next two
  std::vector<ArcRun> runs_;
  std::uint64_t num_runs_ = 0;
  int threads_;
  ArcCollector collector_;
};

}  // namespace orbweb
