// One row of the `fast` encoding as operations: what the encoder weighs against another way to say the same.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "graph/adjacency.h"
#include "graph/codecs/fast_format.h"

namespace orbweb::fast {

/// Tokens and operands of a row. Reused from row to row.
class RowCode {
 public:
  static constexpr std::uint64_t kAnyCost = ~std::uint64_t{0};

  /// Replaces what was by the row of `node`, with copies from `reference` where they are shorter. Gives up, with a cost
  /// of `limit` or more, where the row can't be said for less. O(both rows).
  void encode(std::uint64_t node, std::span<const NodeId> row, std::span<const NodeId> reference,
              std::uint64_t limit = kAnyCost);

  std::span<const std::uint8_t> tokens() const { return {tokens_.data(), num_tokens_}; }
  std::span<const std::uint8_t> operands() const { return {operands_.data(), num_operands_}; }

  /// What the row costs its reader: bytes, and time as so many bytes per operation.
  std::uint64_t cost() const { return num_operands_ + (1 + kOperationCost) * num_tokens_; }

 private:
  static constexpr std::uint64_t kOperationCost = 3;

  /// Room for the worst row of so many ids, so that nothing below has to ask for any.
  void make_room(std::size_t num_ids);

  struct List {
    std::uint64_t base;  ///< what its bytes are added to
    std::size_t length;
  };
  static List best_list(std::uint64_t next, std::span<const NodeId> row, std::span<const NodeId> reference);
  static std::uint64_t cost_of_run(std::uint64_t next, std::uint64_t id, std::uint64_t length);

  void add_list(std::uint64_t next, std::uint64_t base, std::span<const NodeId> ids);
  void add_copy(std::uint64_t skip, std::uint64_t length);
  void add_run(std::uint64_t distance, std::uint64_t length);
  void add_run_back(std::uint64_t distance, std::uint64_t length);
  void add(TokenClass kind, std::uint64_t x, std::uint64_t operand = 0);

  std::vector<std::uint8_t> tokens_, operands_;  ///< room, of which the first so many bytes are used
  std::size_t num_tokens_ = 0, num_operands_ = 0;
};

}  // namespace orbweb::fast
