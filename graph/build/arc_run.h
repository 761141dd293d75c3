// Sorted runs of arcs on disk, compressed, and how to merge them.
//
// A run is cut into segments of a few thousand arcs, whose first keys stay in memory: so any range of keys can be read
// from all runs at once, and many threads merge disjoint ranges. A segment is a list of rows:
//
//   varint(source - source of the row before; 0 for the first)  varint(number of targets)
//   varint(zigzag(first target - source))  varint(target - target before - 1) ...
//
// followed, where any arc has labels, by varint(2 * count + followed) per arc. Varints are LEB128.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/build/radix_sort.h"
#include "graph/build/spill_file.h"

namespace orbweb {

struct ArcSegment {
  ArcKey first_key;
  ArcKey last_key;
  std::uint64_t offset;  ///< in the spill file
  std::uint64_t hash;    ///< of the bytes
  std::uint32_t bytes;
  std::uint32_t arcs : 31;
  std::uint32_t has_labels : 1;
};

inline constexpr std::uint32_t kArcsPerSegment = 4096;

/// Segments by first key; the keys of one are all below the first of the next.
using ArcRun = std::vector<ArcSegment>;

/// Writes one run from sorted pieces that follow each other. Used by one thread.
class ArcRunWriter {
 public:
  explicit ArcRunWriter(SpillFile& file) : file_(file) {}

  void add(const SortedArcs& arcs);
  ArcRun finish();

 private:
  void encode_segment(const SortedArcs& arcs);
  void flush();

  SpillFile& file_;
  std::vector<char> buffer_;         // encoded segments, not yet in the file
  std::size_t first_unwritten_ = 0;  // segment
  ArcRun run_;
  // Arcs too few for a segment, so far.
  std::vector<ArcKey> keys_;
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint8_t> followed_;
};

/// What one thread needs to merge.
struct MergeScratch {
  SortScratch sort;
  std::vector<char> bytes;
};

/// Merges the arcs with keys in [first, last) of all runs: equal arcs fold into one. Throws IoError.
SortedArcs merge_range(const SpillFile& file, std::span<const ArcRun> runs, ArcKey first, ArcKey last,
                       MergeScratch& scratch);

}  // namespace orbweb
