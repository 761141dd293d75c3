#include "graph/codecs/fast_row_code.h"

#include <algorithm>
#include <cstring>

namespace orbweb::fast {

namespace {

constexpr std::uint64_t kMostCopyLong = std::uint64_t{1} << 16;
constexpr std::uint64_t kMostSkip = (std::uint64_t{1} << 16) - 1;
constexpr std::uint64_t kListReach = 256;  ///< ids of a list lie so near to each other
constexpr std::uint64_t kListFarBack = std::uint64_t{1} << 15;
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

/// Whether copying pays at the beginnings of both.
bool starts_alike(std::span<const NodeId> row, std::span<const NodeId> reference) {
  return row.size() >= 2 && reference.size() >= 2 && row[0] == reference[0] && row[1] == reference[1];
}

}  // namespace

void RowCode::make_room(std::size_t num_ids) {
  num_tokens_ = num_operands_ = 0;
  if (tokens_.size() > 2 * num_ids) return;
  // Each id has an operation at most, each 15 of a long run one more, and a store writes 8 bytes whatever it means.
  tokens_.resize(2 * num_ids + 2);
  operands_.resize((tokens_.size() + 1) * sizeof(std::uint64_t));
}

void RowCode::encode(std::uint64_t node, std::span<const NodeId> row, std::span<const NodeId> reference,
                     std::uint64_t limit) {
  make_room(row.size());
  std::uint64_t next = node;
  std::size_t copied = 0, at = 0;  // positions in the reference: the end of the last copy, where we are
  for (std::size_t i = 0; i < row.size() && cost() < limit;) {
    const NodeId id = row[i];
    while (at < reference.size() && reference[at] < id) ++at;
    const std::size_t same = at - copied <= kMostSkip ? common_prefix(row.subspan(i), reference.subspan(at)) : 0;
    const std::size_t run = run_length(row.subspan(i), same > 0 ? same + 1 : kMostRunLength);
    // A copy of one id costs no more than a run of it only where there is little to skip.
    if (same > run || (same == run && (at - copied < 2 || id < next || id - next >= kStep * 2))) {
      add_copy(at - copied, same);
      copied = at += same;
      i += same;
      continue;
    }
    const List list = best_list(next, row.subspan(i), reference.subspan(at));
    if (list.length > 0) {
      add_list(next, list.base, row.subspan(i, list.length));
      next = list.base + list.length;
      i += list.length;
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

/// The list that says what begins `row` at less cost than runs would, by most; a length of 0 where there is none.
RowCode::List RowCode::best_list(std::uint64_t next, std::span<const NodeId> row, std::span<const NodeId> reference) {
  const std::uint64_t id = row[0];
  const bool near = id >= next && id - next < kListReach;
  List best{near ? next : id, 0};
  if (id + kListFarBack < next || id >= next + kListFarBack) return best;
  const std::uint64_t own_cost = kOperationCost + (near ? 1 : 3);
  std::uint64_t cost_of_runs = 0, saved = 0, place = next;
  std::size_t at = 0;
  for (std::size_t i = 0; i < std::min<std::size_t>(row.size(), kStep);) {
    if (row[i] - best.base >= kListReach) break;
    while (at < reference.size() && reference[at] < row[i]) ++at;
    if (i > 0 && starts_alike(row.subspan(i), reference.subspan(at))) break;
    std::size_t length = run_length(row.subspan(i), kStep - i);
    length = std::min<std::size_t>(length, best.base + kListReach - row[i]);
    cost_of_runs += cost_of_run(place, row[i], length);
    place = std::uint64_t{row[i]} + length;
    i += length;
    if (cost_of_runs > own_cost + i + saved) {
      saved = cost_of_runs - own_cost - i;
      best.length = i;
    }
  }
  return best;
}

std::uint64_t RowCode::cost_of_run(std::uint64_t next, std::uint64_t id, std::uint64_t length) {
  const std::uint64_t distance = id >= next ? id - next : next - id, own = 1 + kOperationCost;
  if (length == 1 && id >= next && distance < 16) return own;
  if (distance < (length == 1 ? 1U << 12 : 1U << 8)) return own + 1;
  return own + (distance < 1U << 16 ? 2 : 3);
}

void RowCode::add_list(std::uint64_t next, std::uint64_t base, std::span<const NodeId> ids) {
  const std::uint64_t first = ids[0] - base;  // its byte is of the operand that every list has
  if (base == next) {
    add(kList, ids.size() - 1, first);
  } else {
    add(kListFar, ids.size() - 1, (base - next + kListFarBack) | first << 16);
  }
  for (const NodeId id : ids.subspan(1)) operands_[num_operands_++] = static_cast<std::uint8_t>(id - base);
}

void RowCode::add_copy(std::uint64_t skip, std::uint64_t length) {
  if (length > kStep && length <= 2 * kStep) {  // two steps are faster than a loop
    add_copy(skip, kStep);
    return add_copy(0, length - kStep);
  }
  if (length <= kStep && skip < 2) return add(skip == 0 ? kCopy0 : kCopy1, length - 1);
  if (length <= kStep && skip < 1U << 8) return add(kCopySkip, length - 1, skip);
  const std::uint64_t first = std::min(length, kMostCopyLong);
  add(kCopyLong, 0, skip | (first - 1) << 16);
  if (length > first) add_copy(0, length - first);
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
  tokens_[num_tokens_++] = static_cast<std::uint8_t>(kind | x << 4);
  std::memcpy(operands_.data() + num_operands_, &operand, sizeof operand);
  num_operands_ += kOperandBytes[kind];
}

}  // namespace orbweb::fast
