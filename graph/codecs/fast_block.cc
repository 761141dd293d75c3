#include "graph/codecs/fast_block.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <string>

#include "graph/error.h"
#include "graph/stored_bytes.h"

namespace orbweb::fast {

void Block::throw_damaged(std::string_view expected, std::string_view found) const {
  throw LoadError(std::string(path), fmt::format("byte {}", position),
                  fmt::format("{} in the block of row {}", expected, first_row), std::string(found));
}

namespace {

/// Sum of all values but those that mean "as many or more", and how many those are.
struct Sum {
  std::uint64_t values = 0;
  std::uint64_t many = 0;
};

constexpr std::uint64_t kEachByte = 0x0101010101010101;

/// Eight bytes at a time within one word; `bytes` is readable kReadablePadding bytes further.
template <std::uint8_t kMany>
Sum sum_of(std::span<const std::uint8_t> bytes) {
  Sum sum;
  for (std::size_t i = 0; i < bytes.size(); i += 8) {
    std::uint64_t word = load_u64(bytes.data() + i) & kEachByte * kMany;
    if (bytes.size() - i < 8) word &= low_bytes(static_cast<unsigned>(bytes.size() - i));
    // The top bit of each byte that is kMany: adding 1 to its lower 7 bits reaches it.
    const std::uint64_t low = (word & kEachByte * 0x7f) + kEachByte * (0x80 - (kMany & 0x7f));
    const std::uint64_t is_many = low & (kMany == 0xff ? word : ~std::uint64_t{0}) & kEachByte * 0x80;
    sum.many += static_cast<std::uint64_t>(std::popcount(is_many));
    const std::uint64_t pairs = (word & 0x00ff00ff00ff00ff) + (word >> 8 & 0x00ff00ff00ff00ff);
    sum.values += pairs * 0x0001000100010001 >> 48;
  }
  sum.values -= sum.many * kMany;
  return sum;
}

Sum operations_of(std::span<const std::uint8_t> headers) { return sum_of<kManyOperations>(headers); }
Sum degrees_of(std::span<const std::uint8_t> degrees) { return sum_of<kManyIds>(degrees); }

std::uint64_t sum_of_counts(const std::uint8_t* counts, std::uint64_t size) {
  std::uint64_t sum = 0;
  for (std::uint64_t i = 0; i < size; ++i) sum += load_u64(counts + i * kCountBytes);
  return sum;
}

/// Headers, degrees and counts, and where the tokens begin.
struct Prefix {
  std::span<const std::uint8_t> headers, degrees;
  const std::uint8_t *many_operations, *many_ids;
  std::uint64_t size;  ///< bytes
  Sum operations;      ///< in all rows
};

Prefix prefix_of(const Block& block) {
  const std::uint64_t rows = block.num_rows;
  if (block.bytes.size() < 2 * rows) block.throw_damaged("a header and a degree per row", "fewer bytes");
  Prefix prefix{block.bytes.first(rows), block.bytes.subspan(rows, rows), nullptr, nullptr, 2 * rows, {}};
  prefix.operations = operations_of(prefix.headers);
  prefix.many_operations = block.bytes.data() + prefix.size;
  prefix.many_ids = prefix.many_operations + prefix.operations.many * kCountBytes;
  prefix.size += (prefix.operations.many + degrees_of(prefix.degrees).many) * kCountBytes;
  if (prefix.size > block.bytes.size()) block.throw_damaged("a count for each row that is long", "fewer bytes");
  return prefix;
}

std::uint64_t at_most_all(const Block& block, std::uint64_t ids) {
  if (ids > block.num_arcs) block.throw_damaged("degrees as the index says", "more");
  return ids;
}

std::uint64_t degree_in(const Block& block, const Prefix& prefix, std::uint64_t row) {
  std::uint64_t degree = prefix.degrees[row];
  if (degree == kManyIds) {
    degree = load_u64(prefix.many_ids + degrees_of(prefix.degrees.first(row)).many * kCountBytes);
  }
  return at_most_all(block, degree);
}

/// Operations in the rows before `row`, or in all. Each count is at most the block's bytes (checked by parts_of).
std::uint64_t operations_before(const Prefix& prefix, std::uint64_t row) {
  const Sum sum = operations_of(prefix.headers.first(row));
  return sum.values + (sum.many == 0 ? 0 : sum_of_counts(prefix.many_operations, sum.many));
}

BlockCode parts_of(const Block& block, const Prefix& prefix) {
  const std::uint64_t most = block.bytes.size();
  std::uint64_t operations = prefix.operations.values;
  for (std::uint64_t i = 0; i < prefix.operations.many; ++i) {
    const std::uint64_t count = load_u64(prefix.many_operations + i * kCountBytes);
    if (count < kManyOperations || count > most) block.throw_damaged("31 operations or more", "another number");
    operations += count;
  }
  if (operations > most - prefix.size) block.throw_damaged("a token per operation", "fewer bytes");
  return {block.first_row,
          block.num_rows,
          block.num_arcs,
          prefix.headers.data(),
          prefix.degrees.data(),
          prefix.many_operations,
          prefix.many_ids,
          block.bytes.subspan(prefix.size, operations),
          block.bytes.subspan(prefix.size + operations)};
}

}  // namespace

std::uint64_t degree_in(const Block& block, std::uint64_t row) { return degree_in(block, prefix_of(block), row); }

std::uint64_t ids_before(const Block& block, std::uint64_t row) {
  const Prefix prefix = prefix_of(block);
  const Sum sum = degrees_of(prefix.degrees.first(row));
  return at_most_all(block, sum.values + sum_of_counts(prefix.many_ids, sum.many));
}

BlockCode parts_of(const Block& block) { return parts_of(block, prefix_of(block)); }

RowChain::RowChain(const Block& block, std::uint64_t row) {
  const Prefix prefix = prefix_of(block);
  const BlockCode code = parts_of(block, prefix);
  for (;;) {
    const std::uint64_t degree = degree_in(block, prefix, row), begin = operations_before(prefix, row);
    const std::uint64_t distance = prefix.headers[row] >> 5;
    std::uint64_t operations = prefix.headers[row] & kManyOperations;
    if (operations == kManyOperations) operations = operations_before(prefix, row + 1) - begin;
    num_ids_ = at_most_all(block, num_ids_ + degree);
    parts_[--first_] = {block.first_row + row, degree, operations, code.tokens.data() + begin, nullptr};
    if (distance == 0) break;
    if (distance > row) block.throw_damaged("references inside the block", "another");
    row -= distance;
  }
  const std::uint8_t *token = code.tokens.data(), *operand = code.operands.data();
  std::uint64_t left = code.operands.size();
  for (std::size_t i = first_; i < kBlockRows; ++i) {
    RowPart& part = parts_[i];
    const std::uint64_t skipped = operand_bytes({token, part.tokens});
    const std::uint64_t own = operand_bytes({part.tokens, part.num_operations});
    if (skipped + own > left) block.throw_damaged("operands for all tokens", "fewer bytes");
    part.operands = operand + skipped;
    operand += skipped + own;
    left -= skipped + own;
    token = part.tokens + part.num_operations;
  }
}

}  // namespace orbweb::fast
