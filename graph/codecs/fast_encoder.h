// Writes rows in the `fast` encoding (graph/codecs/fast_format.h).
#pragma once

#include <cstdint>
#include <memory>

#include "graph/adjacency.h"
#include "graph/files.h"

namespace orbweb {

/// About 25 ns per arc and thread on web graphs. Memory: per chunk, its encoded form. The same rows give the same bytes
/// however they are cut into chunks. The files stay the caller's to sync and close.
class FastEncoder : public AdjacencyEncoder {
 public:
  FastEncoder(OutputFile& data, OutputFile& index, std::uint64_t num_nodes);

  std::uint64_t rows_per_block() const override;
  std::unique_ptr<EncodedRows> encode(const RowBlock& rows) const override;
  /// Throws ArgumentError where rows are missing or come twice.
  void append(std::unique_ptr<EncodedRows> rows) override;
  void finish() override;

 private:
  void write_index_entry();

  OutputFile& data_;
  OutputFile& index_;
  std::uint64_t num_nodes_;
  std::uint64_t next_row_ = 0;
  std::uint64_t position_ = 0;  ///< in data_
  std::uint64_t next_arc_ = 0;
};

}  // namespace orbweb
