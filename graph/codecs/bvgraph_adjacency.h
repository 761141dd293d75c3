// A graph in WebGraph's BVGraph format as rows.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "graph/adjacency.h"
#include "graph/codecs/bvgraph_decoder.h"
#include "graph/codecs/bvgraph_properties.h"
#include "graph/codecs/elias_fano.h"
#include "graph/files.h"
#include "graph/stored_bytes.h"

namespace orbweb {

/// Rows stay compressed in memory. Beside them, offsets of rows in about 3 + log2(bits / nodes) bits a node, and a
/// count of arcs every 64 rows. Reading a range costs each row once, and for rows that refer to before the range those
/// too; reading one row costs its chain of references.
class BvGraphAdjacency final : public Adjacency {
 public:
  /// Finds where rows begin from `offsets`, the content of an .offsets file, or without it by reading all rows once.
  /// O(n) or O(size of the graph) time. Throws LoadError where the files contradict each other or are damaged; what is
  /// inside of rows is checked when they are read.
  BvGraphAdjacency(BvGraphProperties properties, StoredBytes graph, std::optional<StoredBytes> offsets = std::nullopt);

  const BvGraphProperties& properties() const { return properties_; }

  std::uint64_t num_nodes() const override { return properties_.num_nodes; }
  std::uint64_t num_arcs() const override { return arcs_before_.back(); }
  std::uint64_t bytes() const override;
  std::string_view encoding() const override { return "bvgraph"; }
  std::uint64_t rows_per_block() const override { return kRowsPerCount; }
  std::uint64_t degree(NodeId node) const override;
  ArcIndex first_arc(std::uint64_t node) const override;
  void read_row(NodeId node, std::vector<NodeId>& row) const override;
  void read_rows(std::uint64_t first, std::uint64_t last, RowBlock& rows) const override;

 private:
  static constexpr std::uint64_t kRowsPerCount = 64;

  template <class Work>
  decltype(auto) in_order(Work&& work) const;
  template <BitOrder order>
  BitReader<order> reader_of(std::uint64_t node) const;
  void check_sizes() const;
  template <BitOrder order>
  void scan_rows();
  void load_offsets(const StoredBytes& offsets);
  template <BitOrder order>
  void count_arcs();
  void check_arcs() const;
  template <BitOrder order>
  std::uint64_t read_chain(std::uint64_t node, std::vector<NodeId>& row) const;
  template <BitOrder order>
  void read_range(std::uint64_t first, std::uint64_t last, RowBlock& rows) const;

  BvGraphProperties properties_;
  BvGraphFormat format_;
  StoredBytes graph_;
  EliasFano offsets_;                       ///< bit where each row begins, and where the last one ends
  std::vector<std::uint64_t> arcs_before_;  ///< in rows before 64 i; the last one is the number of all
};

/// Reads BASENAME.properties and maps BASENAME.graph and, where it exists, BASENAME.offsets; `path` is the base name or
/// the path of one of these. Throws IoError and what BvGraphAdjacency and parse_bvgraph_properties do.
BvGraphAdjacency open_bvgraph(FileSystem& files, const std::filesystem::path& path);

}  // namespace orbweb
