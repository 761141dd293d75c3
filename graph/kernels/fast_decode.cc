// The loops below are compiled once per target: Highway includes this file again for each (foreach_target.h).
#include "graph/kernels/fast_decode.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "graph/kernels/simd_target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "graph/kernels/fast_decode.cc"
#include <hwy/foreach_target.h>
// foreach_target.h comes before highway.h.
#include <hwy/highway.h>

#ifndef ORBWEB_KERNELS_FAST_DECODE_ONCE
#define ORBWEB_KERNELS_FAST_DECODE_ONCE
namespace orbweb::fast {

/// Neighbours in the output that do not rise but need not, as a row ends between them.
inline std::uint64_t count_not_rising_between_rows(const Rows& rows, const NodeId* output) {
  std::uint64_t count = 0;
  for (std::uint64_t row = 1; row < rows.size; ++row) {
    const std::uint64_t begin = rows.begin[row];
    if (begin > rows.begin[row - 1] && begin < rows.num_ids()) count += output[begin - 1] >= output[begin];
  }
  return count;
}

}  // namespace orbweb::fast
#endif

HWY_BEFORE_NAMESPACE();
namespace orbweb::fast {
namespace HWY_NAMESPACE {

#if HWY_HAVE_SCALABLE || HWY_TARGET == HWY_SCALAR
// Vectors without a size known to the compiler, or none at all: these targets use the twins.
std::uint64_t operand_bytes_on_target(const std::uint8_t* tokens, std::uint64_t size) {
  return scalar::operand_bytes({tokens, size});
}
Damage decode_on_target(const Rows& rows, NodeId* output) { return scalar::decode_rows(rows, output); }
bool in_order_on_target(const Rows& rows, std::uint64_t num_nodes, const NodeId* output) {
  return scalar::in_order(rows, num_nodes, output);
}
#else
namespace hn = hwy::HWY_NAMESPACE;
using Bytes = hn::CappedTag<std::uint8_t, 32>;
using Ids = hn::CappedTag<NodeId, kStep>;
constexpr std::size_t kLanes = hn::MaxLanes(Ids());

HWY_ALIGN constexpr NodeId kIota[kStep] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

std::uint64_t operand_bytes_on_target(const std::uint8_t* tokens, std::uint64_t size) {
  const Bytes d;
  const hn::Repartition<std::uint64_t, Bytes> sums;
  const auto table = hn::LoadDup128(d, kOperandBytes.data());
  const auto class_bits = hn::Set(d, 15);
  auto total = hn::Zero(sums);
  std::uint64_t i = 0;
  for (; i + hn::Lanes(d) <= size; i += hn::Lanes(d)) {
    const auto classes = hn::And(hn::LoadU(d, tokens + i), class_bits);
    total = hn::Add(total, hn::SumsOf8(hn::TableLookupBytes(table, classes)));
  }
  if (i < size) {  // the padding after the tokens is read and does not count
    const auto classes = hn::And(hn::LoadU(d, tokens + i), class_bits);
    const auto counted = hn::IfThenElseZero(hn::FirstN(d, size - i), hn::TableLookupBytes(table, classes));
    total = hn::Add(total, hn::SumsOf8(counted));
  }
  return hn::GetLane(hn::SumOfLanes(sums, total));
}

/// output[0, kStep) = source[0, kStep) + base.
HWY_INLINE void emit_step(const NodeId* source, NodeId base, NodeId* output) {
  const Ids d;
  const auto bases = hn::Set(d, base);
  for (std::size_t i = 0; i < kStep; i += kLanes) {
    hn::StoreU(hn::Add(hn::LoadU(d, source + i), bases), d, output + i);
  }
}

HWY_NOINLINE void emit_long(bool copy, std::uint64_t begin, std::uint64_t length, NodeId* to, const NodeId* output) {
  for (std::uint64_t i = 0; i < length; i += kStep) {
    emit_step(copy ? output + begin + i : kIota, copy ? 0 : static_cast<NodeId>(begin + i), to + i);
  }
}

bool in_order_on_target(const Rows& rows, std::uint64_t num_nodes, const NodeId* output) {
  const Ids d;
  const std::uint64_t size = rows.num_ids();
  std::uint64_t i = 0;
  auto counts = hn::Zero(d), largest = hn::Zero(d);
  for (; i + kLanes < size; i += kLanes) {
    const auto left = hn::LoadU(d, output + i), right = hn::LoadU(d, output + i + 1);
    counts = hn::Sub(counts, hn::VecFromMask(d, hn::Eq(hn::Max(left, right), left)));
    largest = hn::Max(largest, left);
  }
  std::uint64_t not_rising = hn::GetLane(hn::SumOfLanes(d, counts));
  NodeId most = hn::GetLane(hn::MaxOfLanes(d, largest));
  for (; i < size; ++i) {
    not_rising += i + 1 < size && output[i] >= output[i + 1];
    most = std::max(most, output[i]);
  }
  return most < num_nodes && not_rising == count_not_rising_between_rows(rows, output);
}

// No branch inside of a row depends on which operation it is: that cannot be predicted and would cost as much as the
// operation. Where a row ends is not predicted either, in half of the rows; but one flat loop over all operations of a
// block, which selects the row's start for each, was no faster (cnr-2000 1.25, its transpose 1.38 ns/arc against 1.35
// and 1.37 for this loop alone; Zen 3, 2026-11), nor were 8 ids a step or references 3 to 7 rows away, whose ids have
// left the store queue. Instructions are what counts: about 40 per operation, of which a web graph has one per 4 arcs.
// The end of the last copy only rises, which is why what a run leaves unchanged needs no second check.
Damage decode_on_target(const Rows& rows, NodeId* output) {
  if (operand_bytes_on_target(rows.tokens.data(), rows.tokens.size()) != rows.operands.size()) return Damage::operands;
  const std::uint8_t* operand = rows.operands.data();
  const std::uint8_t* token = rows.tokens.data();
  const NodeId* const sources[2] = {kIota, output};
  const std::uint64_t num_ids = rows.num_ids();
  std::uint64_t at = 0;
  for (std::uint64_t row = 0; row < rows.size; ++row) {
    std::uint64_t next = rows.start[row].node, copied = rows.start[row].reference;
    for (const std::uint8_t* const end = token + rows.num_operations[row]; token != end; ++token) {
      const Operation& operation = kOperations[*token];
      const std::uint64_t word = load_u64(operand);
      operand += operation.operand_bytes;
      std::uint64_t length = operation.length;
      if (length == 0) [[unlikely]]
        length = long_length(*token, word);
      const std::uint64_t copy = operation.copy_mask;
      const std::uint64_t advance = operation.value + (word & operation.value_mask) + length;
      copied += advance & copy;
      next += advance & ~copy;
      if (copied > at) [[unlikely]]
        return Damage::copy;
      const std::uint64_t source = (copied - length) & copy, base = (next - length) & ~copy;
      NodeId* const to = output + at;
      at += length;
      if (at > num_ids) [[unlikely]]
        return Damage::length;
      if (length > kStep) [[unlikely]] {
        emit_long(copy != 0, source + base, length, to, output);
      } else {
        emit_step(sources[operation.is_copy] + source, static_cast<NodeId>(base), to);
      }
    }
  }
  return at == num_ids ? Damage::none : Damage::length;
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace orbweb::fast
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace orbweb::fast {

HWY_EXPORT(operand_bytes_on_target);
HWY_EXPORT(decode_on_target);
HWY_EXPORT(in_order_on_target);

std::uint64_t operand_bytes(std::span<const std::uint8_t> tokens) {
  orbweb::detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(operand_bytes_on_target)(tokens.data(), tokens.size());
}

Damage decode_rows(const Rows& rows, NodeId* output) {
  orbweb::detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(decode_on_target)(rows, output);
}

bool in_order(const Rows& rows, std::uint64_t num_nodes, const NodeId* output) {
  orbweb::detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(in_order_on_target)(rows, num_nodes, output);
}

std::uint64_t scalar::operand_bytes(std::span<const std::uint8_t> tokens) {
  std::uint64_t total = 0;
  for (const std::uint8_t token : tokens) total += kOperandBytes[token & 15];
  return total;
}

Damage scalar::decode_rows(const Rows& rows, NodeId* output) {
  if (scalar::operand_bytes(rows.tokens) != rows.operands.size()) return Damage::operands;
  const std::uint8_t* token = rows.tokens.data();
  const std::uint8_t* operand = rows.operands.data();
  const std::uint64_t num_ids = rows.num_ids();
  std::uint64_t at = 0;
  for (std::uint64_t row = 0; row < rows.size; ++row) {
    std::uint64_t next = rows.start[row].node, copied = rows.start[row].reference;
    for (std::uint64_t i = 0; i < rows.num_operations[row]; ++i, ++token) {
      const Operation& operation = kOperations[*token];
      const std::uint64_t word = load_u64(operand), value = operation.value + (word & operation.value_mask);
      const std::uint64_t length = operation.length > 0 ? operation.length : long_length(*token, word);
      operand += operation.operand_bytes;
      std::uint64_t& place = operation.is_copy ? copied : next;
      const std::uint64_t begin = place + value;
      place = begin + length;
      if (copied > at) return Damage::copy;
      if (length > num_ids - at) return Damage::length;
      for (std::uint64_t k = 0; k < length; ++k) {
        output[at++] = operation.is_copy ? output[begin + k] : static_cast<NodeId>(begin + k);
      }
    }
  }
  return at == num_ids ? Damage::none : Damage::length;
}

bool scalar::in_order(const Rows& rows, std::uint64_t num_nodes, const NodeId* output) {
  for (std::uint64_t row = 0; row < rows.size; ++row) {
    for (std::uint64_t i = rows.begin[row]; i < rows.begin[row + 1]; ++i) {
      if (output[i] >= num_nodes || (i > rows.begin[row] && output[i - 1] >= output[i])) return false;
    }
  }
  return true;
}

}  // namespace orbweb::fast
#endif
