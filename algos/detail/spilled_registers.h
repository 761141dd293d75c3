// Counters of all nodes on disk, where their registers do not fit into memory: cut into slices, each a group of
// consecutive registers of every node, node after node, so that a step can take one slice at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "graph/files.h"

namespace orbweb::detail {

/// A temporary file ($TMPDIR, or else /var/tmp) that nobody else sees. All calls work on many threads; those that throw
/// nothing else throw IoError. Memory: a byte for each slice of a block.
class SpilledRegisters {
 public:
  /// Nodes that are read and written together. A multiple of 64, so that no two tasks share a word of bits.
  static constexpr std::uint64_t kBlock = 1 << 10;

  struct Shape {
    std::uint64_t nodes = 0;
    std::uint64_t registers = 0;  ///< of a node's counter
    std::uint64_t slices = 1;     ///< a power of two, at most `registers`, which it divides
    std::uint64_t width() const { return registers / slices; }  ///< registers of a counter in a slice
    std::uint64_t blocks() const { return (nodes + kBlock - 1) / kBlock; }
    std::uint64_t blocks_at_once() const;  ///< whose counters take as much as a slice; at least one
    std::uint64_t room() const;            ///< bytes of a slice, or of the counters of blocks_at_once()
  };

  /// With `keeps_steps`, what write() writes lies beside what was there, which still counts until finish_step(): twice
  /// the disk. read(), write() and fill() leave off once `stop` was requested: all is then as of the last step.
  SpilledRegisters(FileSystem& files, const Shape& shape, bool keeps_steps, std::stop_token stop);

  const Shape& shape() const { return shape_; }

  /// Of one slice, the blocks that have a mark: `slice_registers` has a place for each block, marked or not.
  void read(std::uint64_t slice, const std::vector<std::uint8_t>& marks, std::uint8_t* slice_registers) const;
  void write(std::uint64_t slice, const std::vector<std::uint8_t>& marks, const std::uint8_t* slice_registers);
  void finish_step();

  /// Whole counters of the blocks [begin, end), node after node, by way of a buffer as long as they are. fill() comes
  /// before all steps, for each block once.
  void fill(std::uint64_t begin, std::uint64_t end, const std::uint8_t* counters, std::uint8_t* buffer);
  void collect(std::uint64_t begin, std::uint64_t end, std::uint8_t* counters, std::uint8_t* buffer) const;

 private:
  static constexpr std::uint8_t kCopy = 1;     // which of two copies counts
  static constexpr std::uint8_t kWritten = 2;  // the other one takes its place when the step is finished

  std::uint64_t nodes_of(std::uint64_t begin, std::uint64_t end) const;
  std::uint8_t copy(std::uint64_t slice, std::uint64_t block) const;
  std::uint64_t place(std::uint64_t slice, std::uint64_t block, std::uint8_t copy) const;
  template <class IsWanted, class Visit>
  void for_each_run(std::uint64_t slice, std::uint64_t begin, std::uint64_t end, IsWanted&& is_wanted,
                    Visit&& visit) const;
  void read_run(std::uint64_t slice, std::uint64_t begin, std::uint64_t end, std::uint8_t* registers) const;

  Shape shape_;
  std::stop_token stop_;
  std::unique_ptr<TemporaryFile> file_;
  std::vector<std::uint8_t> states_;  ///< by slice, then block: kCopy, kWritten; empty where steps are not kept
};

}  // namespace orbweb::detail
