// Rows as plain arrays: offsets (u64, one per node and one more) and targets (u32). Nothing is faster to read at
// random.
#pragma once

#include "graph/adjacency.h"
#include "graph/files.h"
#include "graph/stored_bytes.h"

namespace orbweb {

class CsrEncoder : public AdjacencyEncoder {
 public:
  CsrEncoder(OutputFile& offsets, OutputFile& targets);

  std::uint64_t rows_per_block() const override { return 1; }
  std::unique_ptr<EncodedRows> encode(const RowBlock& rows) const override;
  void append(std::unique_ptr<EncodedRows> rows) override;
  void finish() override {}

 private:
  OutputFile& offsets_;
  OutputFile& targets_;
  ArcIndex num_arcs_ = 0;
};

class CsrAdjacency : public Adjacency {
 public:
  /// Throws LoadError where the files have not the sizes that nodes and arcs ask for.
  CsrAdjacency(StoredBytes offsets, StoredBytes targets, std::uint64_t num_nodes, std::uint64_t num_arcs);

  std::uint64_t num_nodes() const override { return num_nodes_; }
  std::uint64_t num_arcs() const override { return num_arcs_; }
  std::uint64_t bytes() const override { return offsets_.size() + targets_.size(); }
  std::string_view encoding() const override { return "csr"; }
  std::uint64_t rows_per_block() const override { return 1; }
  std::uint64_t degree(NodeId node) const override { return first_arc(std::uint64_t{node} + 1) - first_arc(node); }
  ArcIndex first_arc(std::uint64_t node) const override;
  void read_row(NodeId node, std::vector<NodeId>& row) const override;
  void read_rows(std::uint64_t first, std::uint64_t last, RowBlock& rows) const override;

  /// The arrays themselves, for who needs them whole: rows are checked by read_rows alone.
  const StoredBytes& offsets() const { return offsets_; }
  const StoredBytes& targets() const { return targets_; }

 private:
  void check_row(std::uint64_t node, std::span<const NodeId> row) const;

  StoredBytes offsets_, targets_;
  std::uint64_t num_nodes_, num_arcs_;
};

}  // namespace orbweb
