#include "graph/codecs/fast_block.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <string>

#include "graph/error.h"
#include "graph/stored_bytes.h"

namespace orbweb::fast {

void Block::throw_damaged(std::string_view expected, std::string_view found) const {
  throw LoadError(std::string(path), fmt::format("byte {}", position),
                  fmt::format("{} in the block of row {}", expected, first_row), std::string(found));
}

namespace {

/// Sum of all values but those that mean "as many or more", and how many those are. A loop that compilers vectorise.
struct Sum {
  std::uint32_t values = 0;
  std::uint32_t many = 0;
};
Sum sum_of(std::span<const std::uint8_t> bytes, std::uint8_t mask) {
  Sum sum;
  for (const std::uint8_t byte : bytes) {
    const std::uint8_t value = byte & mask;
    sum.values += value;
    sum.many += value == mask;
  }
  sum.values -= sum.many * mask;
  return sum;
}

std::uint64_t sum_of_counts(std::span<const std::uint8_t> counts) {
  std::uint64_t sum = 0;
  for (std::size_t at = 0; at < counts.size(); at += kCountBytes) sum += load_u64(counts.data() + at);
  return sum;
}

struct Degrees {
  std::span<const std::uint8_t> few, many;  ///< a byte per row; counts
};

/// Finds the degrees without a look at the rest.
Degrees degrees_of(const Block& block) {
  const std::uint64_t rows = block.num_rows;
  if (block.bytes.size() < 2 * rows) block.throw_damaged("a header and a degree per row", "fewer bytes");
  const auto degrees = block.bytes.subspan(rows, rows);
  const std::uint64_t skipped = sum_of(block.bytes.first(rows), kManyOperations).many * kCountBytes;
  const std::uint64_t size = sum_of(degrees, kManyIds).many * kCountBytes;
  if (skipped + size > block.bytes.size() - 2 * rows) block.throw_damaged("counts", "fewer bytes");
  return {degrees, block.bytes.subspan(2 * rows + skipped, size)};
}

std::uint64_t at_most_all(const Block& block, std::uint64_t ids) {
  if (ids > block.num_arcs) block.throw_damaged("degrees as the index says", "more");
  return ids;
}

}  // namespace

std::uint64_t degree_in(const Block& block, std::uint64_t row) {
  const Degrees degrees = degrees_of(block);
  if (degrees.few[row] != kManyIds) return at_most_all(block, degrees.few[row]);
  return at_most_all(block,
                     load_u64(degrees.many.data() + sum_of(degrees.few.first(row), kManyIds).many * kCountBytes));
}

std::uint64_t ids_before(const Block& block, std::uint64_t row) {
  const Degrees degrees = degrees_of(block);
  const Sum sum = sum_of(degrees.few.first(row), kManyIds);
  return at_most_all(block, sum.values + sum_of_counts(degrees.many.first(sum.many * kCountBytes)));
}

BlockLayout::BlockLayout(const Block& block, std::uint64_t num_rows) : block_(block) {
  std::span<const std::uint8_t> rest = block.bytes;
  const auto take = [&](std::uint64_t size, std::string_view what) {
    if (size > rest.size()) block.throw_damaged(what, "fewer bytes");
    const auto taken = rest.first(size);
    rest = rest.subspan(size);
    return taken;
  };
  headers_ = take(block.num_rows, "a header per row");
  degrees_ = take(block.num_rows, "a degree per row");
  const Sum operations = sum_of(headers_, kManyOperations), ids = sum_of(degrees_, kManyIds);
  many_operations_ = take(operations.many * kCountBytes, "a count for each header of 31");
  many_ids_ = take(ids.many * kCountBytes, "a count for each degree of 255");
  const std::uint64_t most = block.bytes.size();
  for (std::size_t at = 0; at < many_operations_.size(); at += kCountBytes) {
    if (load_u64(many_operations_.data() + at) - kManyOperations > most) {
      block.throw_damaged("31 operations or more", "another number");
    }
  }
  rows_.tokens = take(operations.values + sum_of_counts(many_operations_), "a token per operation");
  rows_.operands = rest;
  rows_.size = num_rows;
  read_degrees(num_rows);
  read_headers(num_rows);
}

void BlockLayout::read_degrees(std::uint64_t num_rows) {
  std::uint64_t sum = 0;
  if (many_ids_.empty()) {
    for (std::uint64_t row = 0; row < num_rows; ++row) {
      rows_.begin[row] = sum;
      sum += degrees_[row];
    }
  } else {
    const std::uint8_t* count = many_ids_.data();
    for (std::uint64_t row = 0; row < num_rows; ++row) {
      rows_.begin[row] = sum;
      std::uint64_t degree = degrees_[row];
      if (degree == kManyIds) {
        degree = load_u64(count);
        count += kCountBytes;
        if (degree > block_.num_arcs) block_.throw_damaged("degrees as the index says", "more");
      }
      sum += degree;
    }
  }
  if (sum > block_.num_arcs) block_.throw_damaged("degrees as the index says", "more");
  rows_.begin[num_rows] = sum;
}

void BlockLayout::read_headers(std::uint64_t num_rows) {
  bool sound = true;
  for (std::uint64_t row = 0; row < num_rows; ++row) {
    const std::uint64_t operations = headers_[row] & kManyOperations, distance = headers_[row] >> 5;
    sound &= distance <= row;
    rows_.num_operations[row] = operations;
    rows_.start[row] = {block_.first_row + row, rows_.begin[distance <= row ? row - distance : row]};
  }
  if (!sound) block_.throw_damaged("references inside the block", "another");
  if (!many_operations_.empty()) read_many_operations();
}

void BlockLayout::read_many_operations() {
  const std::uint8_t* count = many_operations_.data();
  for (std::uint64_t row = 0; row < rows_.size; ++row) {
    if (rows_.num_operations[row] != kManyOperations) continue;
    rows_.num_operations[row] = load_u64(count);
    count += kCountBytes;
  }
}

std::uint64_t BlockLayout::num_operations(std::uint64_t begin, std::uint64_t end) const {
  return std::accumulate(rows_.num_operations.data() + begin, rows_.num_operations.data() + end, std::uint64_t{0});
}

std::uint64_t BlockLayout::operand_bytes_of(std::uint64_t token, std::uint64_t size, std::uint64_t operand) const {
  const std::uint64_t bytes = operand_bytes(rows_.tokens.subspan(token, size));
  if (bytes > rows_.operands.size() - operand) block_.throw_damaged("operands for all tokens", "fewer bytes");
  return bytes;
}

Rows BlockLayout::chain_of_last(Copies& copies) const {
  std::array<std::uint64_t, kBlockRows> chain;
  Rows found;
  for (std::uint64_t row = rows_.size - 1;;) {
    chain[found.size++] = row;
    const std::uint64_t distance = headers_[row] >> 5;
    if (distance == 0) break;
    row -= distance;
  }
  found.begin[0] = 0;
  copies.tokens.clear();
  copies.operands.clear();
  std::uint64_t row = 0, token = 0, operand = 0;
  for (std::uint64_t i = 0; i < found.size; ++i) {
    const std::uint64_t wanted = chain[found.size - 1 - i], size = rows_.num_operations[wanted];
    const std::uint64_t skipped = num_operations(row, wanted);
    operand += operand_bytes_of(token, skipped, operand);
    token += skipped;
    const std::uint64_t bytes = operand_bytes_of(token, size, operand);
    const auto tokens = rows_.tokens.subspan(token, size), operands = rows_.operands.subspan(operand, bytes);
    copies.tokens.insert(copies.tokens.end(), tokens.begin(), tokens.end());
    copies.operands.insert(copies.operands.end(), operands.begin(), operands.end());
    found.start[i] = {rows_.start[wanted].node, i == 0 ? 0 : found.begin[i - 1]};
    found.begin[i + 1] = found.begin[i] + rows_.begin[wanted + 1] - rows_.begin[wanted];
    found.num_operations[i] = size;
    row = wanted + 1;
    token += size;
    operand += bytes;
  }
  copies.tokens.resize(copies.tokens.size() + kReadablePadding);
  copies.operands.resize(copies.operands.size() + kReadablePadding);
  found.tokens = {copies.tokens.data(), copies.tokens.size() - kReadablePadding};
  found.operands = {copies.operands.data(), copies.operands.size() - kReadablePadding};
  return found;
}

}  // namespace orbweb::fast
