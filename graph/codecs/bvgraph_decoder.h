// Rows of a BVGraph from its bits, one after another.
//
// A row is its outdegree; where that is not 0 and the window is not, a reference r (0: none), and if there is one,
// blocks of the row of node - r that are in turn copied and skipped; intervals of consecutive successors; and the
// residuals, each as a gap. P. Boldi and S. Vigna, The WebGraph framework I, WWW 2004 (doi:10.1145/988672.988752).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "graph/adjacency.h"
#include "graph/codecs/bvgraph_properties.h"

namespace orbweb {

/// What decoding needs to know of a graph. Components with equal codes share one table, to stay in the first-level
/// cache.
struct BvGraphFormat {
  explicit BvGraphFormat(const BvGraphProperties& properties);

  std::uint64_t num_nodes;
  std::uint64_t window;
  std::uint64_t min_interval;
  std::shared_ptr<const CodeTable> outdegrees, references, block_counts, blocks, intervals, residuals;
};

/// Elements that may be read and written past a row, so that short copies go in whole vectors.
inline constexpr std::uint64_t kRowSlack = 8;

/// The start of a row: where to copy from.
struct RowHead {
  std::uint64_t degree = 0;
  std::uint64_t reference = 0;  ///< how many nodes back; 0 for none
};

/// All of a row before its residuals. Buffers are kept from row to row.
struct RowPlan {
  struct Interval {
    std::uint64_t first, length;
  };
  std::vector<std::uint32_t> blocks;  ///< lengths: copied, skipped, copied ...; with what the format leaves implied
  std::vector<Interval> intervals;
  std::uint64_t num_blocks = 0, num_intervals = 0;
  std::uint64_t num_residuals = 0;
  std::vector<std::uint64_t> extras, residuals;  ///< scratch of assemble()
};

/// Decodes rows. Each step throws LoadError, with the bit's position, for what cannot be a row of this graph.
template <BitOrder order>
class BvGraphDecoder {
 public:
  explicit BvGraphDecoder(const BvGraphFormat& format) : format_(format) {}

  RowHead read_head(BitReader<order>& bits, std::uint64_t node) const;
  /// Blocks and intervals. `referred` is the degree of the row that `head` refers to, 0 for none.
  void read_plan(BitReader<order>& bits, std::uint64_t node, const RowHead& head, std::uint64_t referred,
                 RowPlan& plan) const;
  void skip_residuals(BitReader<order>& bits, const RowPlan& plan) const;
  /// Reads the residuals and writes the row's head.degree targets to `out`, strictly rising and below the number of
  /// nodes. Up to kRowSlack elements beyond both `referred` and the row may be read and written.
  void assemble(BitReader<order>& bits, std::uint64_t node, const NodeId* referred, RowPlan& plan, NodeId* out) const;

 private:
  void read_blocks(BitReader<order>& bits, const RowHead& head, std::uint64_t referred, RowPlan& plan) const;
  void read_intervals(BitReader<order>& bits, std::uint64_t node, RowPlan& plan) const;
  void read_residuals(BitReader<order>& bits, std::uint64_t node, std::uint64_t count, std::uint64_t* out) const;

  const BvGraphFormat& format_;
};

extern template class BvGraphDecoder<BitOrder::big>;
extern template class BvGraphDecoder<BitOrder::little>;

}  // namespace orbweb
