// Arcs kept as they came, in memory or on disk, to be read back once.
#pragma once

#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

#include "graph/build/arc_collector.h"
#include "graph/build/spill_file.h"

namespace orbweb {

/// add() from many threads, then read() once.
class ArcLog {
 public:
  ArcLog(BlockPool& pool, SpillSpace& space, std::uint64_t budget, int threads);

  void add(std::span<const ArcKey> arcs) { collector_.add(arcs); }
  void add(std::span<const LabelledArc> arcs) { collector_.add(arcs); }

  /// Moves what is in memory to disk. On this thread alone.
  void spill() { write(collector_.take_rest()); }

  /// Passes all arcs on in pieces, from up to `threads` threads at once. Memory and disk are free afterwards.
  struct Reader {
    std::function<void(std::span<ArcKey>)> plain;
    std::function<void(std::span<LabelledArc>)> labelled;
  };
  void read(int threads, const Reader& reader);

 private:
  struct Spilled {
    std::uint64_t offset;
    std::uint64_t hash;
    std::uint32_t size;  ///< items
    bool is_labelled;
  };
  void write(ArcSet set);
  Block read_back(const Spilled& spilled) const;

  BlockPool& pool_;
  SpillFile file_;
  std::mutex mutex_;  // guards spilled_
  std::vector<Spilled> spilled_;
  ArcCollector collector_;
};

}  // namespace orbweb
