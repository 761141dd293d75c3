// Which earlier row each row of a chunk is best stored against.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "graph/adjacency.h"
#include "graph/codecs/bvgraph_row.h"

namespace orbweb {

/// How many bits a row takes with given options.
class RowCost {
 public:
  explicit RowCost(const BvGraphOptions& options);
  std::uint64_t operator()(const BvGraphRow& row) const;

 private:
  std::uint64_t length(Code BvGraphCodes::*component, std::uint64_t value) const;

  BvGraphOptions options_;
  CodeLengths outdegrees_, references_, block_counts_, blocks_, intervals_, residuals_;
};

/// For each row of the chunk how many rows back it refers, 0 for none; never out of the chunk, and no chain of
/// references longer than the options allow.
///
/// Without dynamic selection, each row takes what is cheapest for it among the rows whose own chain is short enough:
/// WebGraph's way. O(window * arcs) time.
///
/// With it: the cheapest references without regard to chains form a forest; from it the subset with the largest saving
/// whose chains are short enough is chosen, exactly, by dynamic programming over (row, references still allowed on the
/// way down); then rows take any cheaper reference that chains have room for.
/// L. Versari, I. M. Comsa, A. Conte, R. Grossi, Zuckerli: a new compressed representation for graphs, IEEE Access 2020
/// (doi:10.1109/ACCESS.2020.3040673). As the above, plus O(chain * rows); memory 4 (window + 1) + 8 (chain + 1) bytes a
/// row, `chain` being the limit or the longest chain there is.
std::vector<std::uint32_t> select_references(const RowBlock& rows, const BvGraphOptions& options, const RowCost& cost);

}  // namespace orbweb
