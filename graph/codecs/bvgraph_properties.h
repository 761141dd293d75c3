// The .properties file of a graph in WebGraph's BVGraph format.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "graph/codecs/bit_reader.h"
#include "graph/codecs/instantaneous_codes.h"

namespace orbweb {

/// Which code each part of a row has. Defaults are WebGraph's.
struct BvGraphCodes {
  Code outdegrees{CodeKind::gamma};
  Code references{CodeKind::unary};
  Code block_counts{CodeKind::gamma};
  Code blocks{CodeKind::gamma};
  Code intervals{CodeKind::gamma};  ///< how many, their starts and lengths
  Code residuals{CodeKind::zeta, 3};
  Code offsets{CodeKind::gamma};  ///< of the .offsets file, whose bit order is always big-endian
  bool operator==(const BvGraphCodes&) const = default;
};

inline constexpr std::uint32_t kUnlimitedReferenceChain = std::numeric_limits<std::int32_t>::max();

struct BvGraphProperties {
  std::uint64_t num_nodes = 0;
  std::uint64_t num_arcs = 0;
  std::uint64_t window = 7;               ///< how far back a reference may go; 0: no references
  std::uint64_t max_reference_chain = 3;  ///< informative: readers follow any chain
  std::uint64_t min_interval = 4;         ///< 0: no intervals
  BvGraphCodes codes;
  BitOrder order = BitOrder::big;
  std::string path = "properties";  ///< for messages
};

/// Parses Java's properties syntax as far as WebGraph writes it. Throws LoadError naming the line for what is
/// malformed, missing or of another class or version, LimitError above 2^32 nodes.
///
/// WebGraph's Java version codes block counts and blocks apart (BLOCK_COUNT_..., BLOCKS_...); webgraph-rs, which alone
/// writes an `endianness`, knows BLOCKS_... for both. Files are read as their writer means them.
BvGraphProperties parse_bvgraph_properties(std::string_view text, const std::string& path);

/// The flags of `codes` that are not WebGraph's defaults, joined by '|'; `zeta_k` becomes zetak where one is needed.
/// Throws ArgumentError for combinations that no version of the format can express.
struct BvGraphFlags {
  std::string flags;
  std::uint32_t zeta_k = 3;
  int version = 0;  ///< 1 for little-endian order and for codes that only webgraph-rs has
};
BvGraphFlags bvgraph_flags(const BvGraphCodes& codes, BitOrder order);

}  // namespace orbweb
