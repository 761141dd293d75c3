// Reads rows in the `fast` encoding (graph/codecs/fast_format.h).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "graph/adjacency.h"
#include "graph/stored_bytes.h"

namespace orbweb {

namespace fast {
struct Block;
}  // namespace fast

/// Decodes on demand; holds the stored bytes and a flag per 64 rows. read_row decodes the row and its chain of
/// references; degree and first_arc look at one block's degrees alone.
class FastAdjacency : public Adjacency {
 public:
  /// Throws LoadError where the index does not fit the sizes, LimitError where nodes need more than 32 bits. Blocks are
  /// checked when they are first read: rows are strictly rising and below num_nodes, whatever the bytes.
  FastAdjacency(StoredBytes data, StoredBytes index, std::uint64_t num_nodes, std::uint64_t num_arcs);

  std::uint64_t num_nodes() const override { return num_nodes_; }
  std::uint64_t num_arcs() const override { return num_arcs_; }
  std::uint64_t bytes() const override { return data_.size() + index_.size(); }
  std::string_view encoding() const override { return "fast"; }
  std::uint64_t rows_per_block() const override;

  std::uint64_t degree(NodeId node) const override;
  ArcIndex first_arc(std::uint64_t node) const override;
  void read_row(NodeId node, std::vector<NodeId>& row) const override;
  void read_rows(std::uint64_t first, std::uint64_t last, RowBlock& rows) const override;

 private:
  struct IndexEntry {
    std::uint64_t position;
    ArcIndex first_arc;
  };
  IndexEntry index_entry(std::uint64_t block) const;
  fast::Block block(std::uint64_t number) const;
  void decode_block(const fast::Block& block, std::uint64_t* offsets, std::vector<NodeId>& targets) const;
  bool is_in_order(const fast::Block& block) const;

  StoredBytes data_, index_;
  std::uint64_t num_nodes_, num_arcs_;
  /// Blocks whose rows were all found in order: bytes do not change, so once is enough.
  std::shared_ptr<std::vector<std::atomic<bool>>> in_order_;
};

}  // namespace orbweb
