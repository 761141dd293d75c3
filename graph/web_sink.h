// Where a finished web goes, part by part: to memory, to disk, to a test.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "graph/adjacency.h"

namespace orbweb {

/// Consecutive keys of names (graph/name_key.h), in rising order.
struct KeyBlock {
  std::vector<std::uint64_t> offsets{0};  ///< key i is bytes [offsets[i], offsets[i + 1])
  std::vector<char> bytes;

  std::uint64_t size() const { return offsets.size() - 1; }
  std::string_view operator[](std::uint64_t i) const {
    return {bytes.data() + offsets[i], bytes.data() + offsets[i + 1]};
  }
  void add(std::string_view key) {
    bytes.insert(bytes.end(), key.begin(), key.end());
    offsets.push_back(bytes.size());
  }
};

/// Takes begin(), all names, all successors, all predecessors, in this order, each in node order and from one thread.
/// Blocks of rows cover all nodes; every block but the last has a multiple of kRowsPerSinkBlock rows.
class WebSink {
 public:
  static constexpr std::uint64_t kRowsPerSinkBlock = 1024;

  virtual ~WebSink() = default;

  virtual void begin(std::uint64_t num_nodes, bool has_names) = 0;
  virtual void add_names(const KeyBlock& keys) = 0;
  /// `link_counts` and `followed` (0 or 1) hold one value per arc of `rows`.
  virtual void add_successors(const RowBlock& rows, std::span<const std::uint32_t> link_counts,
                              std::span<const std::uint8_t> followed) = 0;
  virtual void add_predecessors(const RowBlock& rows) = 0;
};

}  // namespace orbweb
