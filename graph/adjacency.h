// One direction of a web, however it is encoded: the narrow door between what computes and what compresses.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace orbweb {

using NodeId = std::uint32_t;
using ArcIndex = std::uint64_t;  ///< position of an arc in node order, then target order

/// Consecutive decoded rows. Reused from call to call, so that a scan allocates once.
struct RowBlock {
  std::uint64_t first = 0;                ///< node of the first row
  std::vector<std::uint64_t> offsets{0};  ///< row i is targets[offsets[i]] .. targets[offsets[i + 1]]
  std::vector<NodeId> targets;            ///< may be longer than offsets.back(): decoders store whole vectors

  std::uint64_t num_rows() const { return offsets.size() - 1; }
  std::uint64_t num_arcs() const { return offsets.back(); }
  std::span<const NodeId> operator[](std::uint64_t i) const {
    return {targets.data() + offsets[i], targets.data() + offsets[i + 1]};
  }
  void clear(std::uint64_t first_node) {
    first = first_node;
    offsets.assign(1, 0);
    targets.clear();
  }
};

/// Row v holds the successors of v, strictly rising; of a transposed graph, the predecessors. Immutable, and safe to
/// read from many threads. One virtual call per row or block of rows, never per arc.
class Adjacency {
 public:
  virtual ~Adjacency() = default;

  virtual std::uint64_t num_nodes() const = 0;
  virtual std::uint64_t num_arcs() const = 0;
  virtual std::uint64_t bytes() const = 0;           ///< of the encoded rows and their index
  virtual std::string_view encoding() const = 0;     ///< such as "fast" or "bvgraph"
  virtual std::uint64_t rows_per_block() const = 0;  ///< ranges that start at a multiple of this are cheapest

  virtual std::uint64_t degree(NodeId node) const = 0;
  /// Arcs in the rows before `node`, which may be num_nodes().
  virtual ArcIndex first_arc(std::uint64_t node) const = 0;

  /// Replaces `row` by the row of `node`. Throws LoadError where stored bytes are damaged, as all reads.
  virtual void read_row(NodeId node, std::vector<NodeId>& row) const = 0;
  /// Replaces `rows` by rows [first, last).
  virtual void read_rows(std::uint64_t first, std::uint64_t last, RowBlock& rows) const = 0;

  /// A copy of one row, for where speed does not matter.
  std::vector<NodeId> operator[](NodeId node) const {
    std::vector<NodeId> row;
    read_row(node, row);
    return row;
  }

 protected:
  Adjacency() = default;
  Adjacency(const Adjacency&) = default;
  Adjacency(Adjacency&&) = default;
  Adjacency& operator=(const Adjacency&) = default;
  Adjacency& operator=(Adjacency&&) = default;
};

/// Some consecutive rows in encoded form, on their way from one of many threads to the file.
class EncodedRows {
 public:
  virtual ~EncodedRows() = default;
};

/// Writes one direction. encode() may run on many threads; append() takes its results in node order.
class AdjacencyEncoder {
 public:
  virtual ~AdjacencyEncoder() = default;

  /// Every chunk but the last must have a multiple of this many rows.
  virtual std::uint64_t rows_per_block() const = 0;
  virtual std::unique_ptr<EncodedRows> encode(const RowBlock& rows) const = 0;
  virtual void append(std::unique_ptr<EncodedRows> rows) = 0;
  /// After the last append: writes what is left, such as the index.
  virtual void finish() = 0;
};

}  // namespace orbweb
