// How many links each arc stands for, in a few bits: most arcs stand for one (docs/format-names.md).
//
// Groups of 512 counts, each at its own width with exceptions, after PForDelta: M. Zukowski, S. Heman, N. Nes,
// P. Boncz, "Super-Scalar RAM-CPU Cache Compression", ICDE 2006, doi:10.1109/ICDE.2006.150.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "graph/adjacency.h"
#include "graph/stored_bytes.h"

namespace orbweb {

class OutputFile;

/// Immutable, cheap to copy, safe to read from many threads. Every count is at least 1; 4,294,967,295 stands for that
/// many or more. Where every arc stands for one link, it takes no bytes at all.
class LinkCounts {
 public:
  LinkCounts() = default;
  /// Throws ArgumentError where a count is 0. Implicit: counts are counts, however they are held.
  LinkCounts(const std::vector<std::uint32_t>& counts);  // NOLINT(google-explicit-constructor)
  /// What LinkCountsEncoder wrote of `size` counts. Throws LoadError where the file cannot be that. O(1).
  LinkCounts(StoredBytes bytes, std::uint64_t size);

  std::uint64_t size() const { return size_; }
  const StoredBytes& bytes() const { return bytes_; }

  /// `arc` must be below size(). O(exceptions of a group). Throws LoadError where the bytes are damaged, as all reads.
  std::uint32_t operator[](ArcIndex arc) const;

  /// Counts [first, first + counts.size()), which must lie within size().
  void copy(ArcIndex first, std::span<std::uint32_t> counts) const;
  std::vector<std::uint32_t> to_vector() const;

  /// Calls visit(std::span<const std::uint32_t>) for consecutive pieces of all counts, of 65536 each but the last.
  template <class Visit>
  void for_each_piece(Visit&& visit) const {
    constexpr std::uint64_t kPiece = 1 << 16;
    std::vector<std::uint32_t> piece(std::min(size_, kPiece));
    for (ArcIndex first = 0; first < size_; first += piece.size()) {
      piece.resize(std::min<std::uint64_t>(piece.size(), size_ - first));
      copy(first, piece);
      visit(std::span<const std::uint32_t>(piece));
    }
  }

 private:
  struct Group;

  Group group(std::uint64_t number) const;

  StoredBytes bytes_;
  std::uint64_t size_ = 0;
  std::uint64_t offsets_at_ = 0;  // where the groups end and their offsets begin
};

/// Writes counts in arc order. Memory: a word per group.
class LinkCountsEncoder {
 public:
  /// Does not close the file.
  explicit LinkCountsEncoder(OutputFile& file) : file_(&file), offsets_{0} {}

  /// Throws ArgumentError where a count is 0.
  void append(std::span<const std::uint32_t> counts);
  /// After the last count.
  void finish();

 private:
  void encode_pending();
  void write_out();

  OutputFile* file_;
  std::vector<std::uint32_t> pending_;  // counts less 1, of a group that is not full
  std::vector<char> out_;
  std::uint64_t written_ = 0;
  std::vector<std::uint64_t> offsets_;
};

}  // namespace orbweb
