// Writes a graph in WebGraph's BVGraph format.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "graph/adjacency.h"
#include "graph/codecs/bit_writer.h"
#include "graph/codecs/bvgraph_row.h"
#include "graph/codecs/bvgraph_selection.h"
#include "graph/files.h"

namespace orbweb {

/// Files BASENAME.graph and BASENAME.offsets are the caller's, who also writes properties_text() to
/// BASENAME.properties. References stay inside of what encode() is given at once: of some ten thousand rows, so that
/// little is lost.
class BvGraphEncoder final : public AdjacencyEncoder {
 public:
  /// Throws ArgumentError for options that the format cannot express. Closes neither file.
  BvGraphEncoder(OutputFile& graph, OutputFile& offsets, const BvGraphOptions& options, std::uint64_t num_nodes);

  std::uint64_t rows_per_block() const override { return 1; }
  /// O(window * arcs) time.
  std::unique_ptr<EncodedRows> encode(const RowBlock& rows) const override;
  /// Throws ArgumentError for rows that do not follow the last ones, IoError.
  void append(std::unique_ptr<EncodedRows> rows) override;
  void finish() override;

  /// Before the first row: `offsets` gets the first bit of each row as it is appended, and the end of the last.
  void collect_offsets(std::vector<std::uint64_t>& offsets) {
    offsets.push_back(0);
    collected_ = &offsets;
  }

  /// After finish().
  std::string properties_text() const;
  /// Bits of the graph so far, as WebGraph counts them: without padding.
  std::uint64_t graph_bits() const { return graph_bits_.size(); }

 private:
  OutputFile& graph_;
  OutputFile& offsets_;
  BvGraphOptions options_;
  RowCost cost_;
  std::uint64_t num_nodes_;
  BitWriter graph_bits_;
  BitWriter offset_bits_;
  std::uint64_t rows_ = 0, arcs_ = 0;
  std::vector<std::uint64_t>* collected_ = nullptr;
  std::uint64_t reference_distances_ = 0, reference_chains_ = 0;  ///< sums over all rows
};

}  // namespace orbweb
