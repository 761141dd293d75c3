#include "graph/codecs/fast_row_code.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace orbweb::fast {

namespace {

constexpr std::uint64_t kMostCopyLong = 17 + 255;
constexpr std::uint64_t kMostRunLength = std::uint64_t{1} << 24;

/// Ids that `row` and `reference` have in common at their beginnings.
std::size_t common_prefix(std::span<const NodeId> row, std::span<const NodeId> reference) {
  const std::size_t size = std::min(row.size(), reference.size());
  std::size_t length = 0;
  while (length < size && row[length] == reference[length]) ++length;
  return length;
}

/// Consecutive ids at the beginning of `row`, counted up to `most`.
std::size_t run_length(std::span<const NodeId> row, std::size_t most) {
  const std::size_t size = std::min(row.size(), most);
  std::size_t length = 1;
  while (length < size && row[length] == row[length - 1] + 1) ++length;
  return length;
}

}  // namespace

void RowCode::encode(std::uint64_t node, std::span<const NodeId> row, std::span<const NodeId> reference) {
  tokens_.clear();
  operands_.clear();
  std::uint64_t next = node;
  std::size_t copied = 0, at = 0;  // positions in the reference: the end of the last copy, where we are
  for (std::size_t i = 0; i < row.size();) {
    const NodeId id = row[i];
    while (at < reference.size() && reference[at] < id) ++at;
    const std::size_t same = common_prefix(row.subspan(i), reference.subspan(at));
    const std::size_t run = run_length(row.subspan(i), same > 0 ? same + 1 : kMostRunLength);
    // A copy of one id costs no more than a run of it only where there is little to skip.
    if (same > run || (same == run && (at - copied < 2 || id < next || id - next >= kStep * 2))) {
      add_copy(at - copied, same);
      copied = at += same;
      i += same;
      continue;
    }
    const std::size_t length = same > 0 ? run_length(row.subspan(i), kMostRunLength) : run;
    if (id >= next) {
      add_run(id - next, length);
    } else {
      add_run_back(next - id, length);
    }
    next = std::uint64_t{id} + length;
    i += length;
  }
}

void RowCode::add_copy(std::uint64_t skip, std::uint64_t length) {
  if (length > kStep && length <= 2 * kStep) {  // two steps are faster than a loop
    add_copy(skip, kStep);
    return add_copy(0, length - kStep);
  }
  if (length <= kStep) {
    if (skip < 2) return add(skip == 0 ? kCopy0 : kCopy1, length - 1);
    if (skip < 1U << 8) return add(kCopySkip, length - 1, skip);
  } else if (length <= kMostCopyLong && skip < kStep) {
    return add(kCopyLong, skip, length - 17);
  }
  add(kCopyAny, 0, skip | (length - 1) << 32);
}

void RowCode::add_run(std::uint64_t distance, std::uint64_t length) {
  if (length > kStep && length <= 2 * kStep) {
    add_run(distance, kStep);
    return add_run(0, length - kStep);
  }
  if (length > kStep) {
    if (distance >= 1U << 16) {  // no token has both: the first 15 ids go ahead
      add(kRunAny, 14, distance);
      return add_run(0, length - 15);
    }
    return add(kRunAny, 15, distance | (length - 1) << 16);
  }
  if (length > 1) {
    if (distance < 1U << 8) return add(kRun1, length - 1, distance);
    if (distance < 1U << 16) return add(kRun2, length - 1, distance);
  } else {
    if (distance < 16) return add(kId0, distance);
    if (distance < 32) return add(kId16, distance - 16);
    if (distance < 1U << 12) return add(kId12Bits, distance >> 8, distance);
    if (distance < 1U << 20) return add(kId20Bits, distance >> 16, distance);
    if (distance < 1U << 28) return add(kId28Bits, distance >> 24, distance);
  }
  if (length < kStep) return add(kRunAny, length - 1, distance);
  add(kRunAny, 14, distance);
  add(kId0, 0);
}

void RowCode::add_run_back(std::uint64_t distance, std::uint64_t length) {
  const std::uint64_t first = std::min(length, kStep);
  if (first == 1 && distance <= 1U << 12) {
    const std::uint64_t value = (1U << 12) - distance;
    add(kBack12Bits, value >> 8, value);
  } else if (distance <= 1U << 16) {
    add(kBack2, first - 1, (1U << 16) - distance);
  } else {
    add(kBack5, first - 1, (std::uint64_t{1} << 40) - distance);
  }
  if (length > first) add_run(0, length - first);
}

void RowCode::add(TokenClass kind, std::uint64_t x, std::uint64_t operand) {
  tokens_.push_back(static_cast<std::uint8_t>(kind | x << 4));
  std::array<std::uint8_t, 8> bytes;
  std::memcpy(bytes.data(), &operand, bytes.size());
  operands_.insert(operands_.end(), bytes.begin(), bytes.begin() + kOperandBytes[kind]);
}

}  // namespace orbweb::fast
