// The loops below are compiled once per target: Highway includes this file again for each (foreach_target.h).
#include "graph/kernels/fast_decode.h"

#include <algorithm>
#include <cstring>

#include "graph/kernels/simd_target.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "graph/kernels/fast_decode.cc"
#include <hwy/foreach_target.h>
// foreach_target.h comes before highway.h.
#include <hwy/highway.h>

#ifndef ORBWEB_KERNELS_FAST_DECODE_ONCE
#define ORBWEB_KERNELS_FAST_DECODE_ONCE
namespace orbweb::fast {

/// Where decoding stands.
struct Place {
  const std::uint8_t* token;
  const std::uint8_t* operand;
  std::uint64_t at;   ///< in the output
  std::uint64_t end;  ///< of the output
};

/// Row after row of a block by `decode_row`, which takes Place, number of operations, node, reference and output.
template <class DecodeRow>
HWY_INLINE Damage decode_rows_of(const BlockCode& block, std::uint64_t* offsets, NodeId* output,
                                 DecodeRow&& decode_row) {
  Place place{block.tokens.data(), block.operands.data(), offsets[0], offsets[0] + block.num_ids};
  const std::uint8_t *many_operations = block.many_operations, *many_ids = block.many_ids;
  for (std::uint64_t row = 0; row < block.num_rows; ++row) {
    std::uint64_t operations = block.headers[row] & kManyOperations, degree = block.degrees[row];
    const std::uint64_t distance = block.headers[row] >> 5;
    if (distance > row) [[unlikely]]
      return Damage::reference;
    if (operations == kManyOperations) [[unlikely]] {
      operations = load_u64(many_operations);
      many_operations += kCountBytes;
    }
    if (degree == kManyIds) [[unlikely]] {
      degree = load_u64(many_ids);
      many_ids += kCountBytes;
    }
    const std::uint64_t begin = place.at;
    const Damage damage = decode_row(place, operations, block.first_row + row, offsets[row - distance], output);
    if (damage != Damage::none) [[unlikely]]
      return damage;
    if (place.at - begin != degree) [[unlikely]]
      return Damage::length;
    offsets[row + 1] = place.at;
  }
  return place.at == place.end ? Damage::none : Damage::length;
}

/// Row after row of a chain.
template <class DecodeRow>
HWY_INLINE Damage decode_parts(std::span<const RowPart> parts, NodeId* output, DecodeRow&& decode_row) {
  Place place{nullptr, nullptr, 0, 0};
  std::uint64_t reference = 0;
  for (const RowPart& part : parts) {
    const std::uint64_t begin = place.at;
    place = {part.tokens, part.operands, begin, begin + part.degree};
    const Damage damage = decode_row(place, part.num_operations, part.node, reference, output);
    if (damage != Damage::none) return damage;
    if (place.at != place.end) return Damage::length;
    reference = begin;
  }
  return Damage::none;
}

/// Neighbours in the output that do not rise but need not, as a row ends between them.
inline std::uint64_t count_not_rising_between_rows(std::span<const std::uint64_t> offsets, const NodeId* output) {
  std::uint64_t count = 0;
  for (std::size_t row = 1; row + 1 < offsets.size(); ++row) {
    const std::uint64_t begin = offsets[row];
    if (begin > offsets[row - 1] && begin < offsets.back()) count += output[begin - 1] >= output[begin];
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
Damage decode_block_on_target(const BlockCode& block, std::uint64_t* offsets, NodeId* output) {
  return scalar::decode_block(block, offsets, output);
}
Damage decode_chain_on_target(std::span<const RowPart> parts, NodeId* output) {
  return scalar::decode_chain(parts, output);
}
bool in_order_on_target(std::span<const std::uint64_t> offsets, std::uint64_t num_nodes, const NodeId* output) {
  return scalar::in_order(offsets, num_nodes, output);
}
#else
namespace hn = hwy::HWY_NAMESPACE;
using Bytes = hn::CappedTag<std::uint8_t, 32>;
using Ids = hn::CappedTag<NodeId, kStep>;
constexpr std::size_t kLanes = hn::MaxLanes(Ids());

/// Ids that every operation emits at once, of which most have fewer: what is not read need not wait for its store.
constexpr std::size_t kFirst = kLanes < 8 ? 8 : kLanes;

HWY_ALIGN constexpr NodeId kNoIds[kFirst] = {};

template <class V>
HWY_INLINE V operand_bytes_of_each(V tokens) {
  const Bytes d;
  const auto classes = hn::And(tokens, hn::Set(d, 15));
  const auto counted = hn::TableLookupBytes(hn::LoadDup128(d, kListBytes.data()), classes);
  return hn::Add(hn::TableLookupBytes(hn::LoadDup128(d, kOperandBytes.data()), classes),
                 hn::And(hn::ShiftRight<4>(tokens), counted));
}

std::uint64_t operand_bytes_on_target(const std::uint8_t* tokens, std::uint64_t size) {
  const Bytes d;
  const hn::Repartition<std::uint64_t, Bytes> sums;
  auto total = hn::Zero(sums);
  std::uint64_t i = 0;
  for (; i + hn::Lanes(d) <= size; i += hn::Lanes(d)) {
    total = hn::Add(total, hn::SumsOf8(operand_bytes_of_each(hn::LoadU(d, tokens + i))));
  }
  if (i < size) {  // the padding after the tokens is read and does not count
    const auto each = operand_bytes_of_each(hn::LoadU(d, tokens + i));
    total = hn::Add(total, hn::SumsOf8(hn::IfThenElseZero(hn::FirstN(d, size - i), each)));
  }
  return hn::GetLane(hn::SumOfLanes(sums, total));
}

/// to[0, kFirst) = source[0, kFirst) + steps[0, kFirst) + base.
HWY_INLINE void emit(const NodeId* source, const std::uint8_t* steps, NodeId base, NodeId* to) {
  const Ids d;
  const hn::Rebind<std::uint8_t, Ids> narrow;
  const auto bases = hn::Set(d, base);
  for (std::size_t i = 0; i < kFirst; i += kLanes) {
    const auto step = hn::PromoteTo(d, hn::LoadU(narrow, steps + i));
    hn::StoreU(hn::Add(hn::Add(hn::LoadU(d, source + i), bases), step), d, to + i);
  }
}

/// The rest of an operation whose first ids are there.
HWY_NOINLINE void emit_rest(const Operation& operation, const NodeId* source, const std::uint8_t* steps, NodeId base,
                            NodeId* to, std::uint64_t length) {
  const std::uint64_t run_mask = ~(operation.copy_mask | operation.list_mask);
  for (std::uint64_t i = kFirst; i < length; i += kFirst) {
    emit(source + (i & operation.copy_mask), steps + (i & operation.list_mask),
         base + static_cast<NodeId>(i & run_mask), to + i);
  }
}

bool in_order_on_target(std::span<const std::uint64_t> offsets, std::uint64_t num_nodes, const NodeId* output) {
  const Ids d;
  const std::uint64_t size = offsets.back();
  std::uint64_t i = offsets.front();
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
  return most < num_nodes && not_rising == count_not_rising_between_rows(offsets, output);
}

// No branch inside of a row depends on which operation it is: that cannot be predicted and would cost as much as the
// operation. Instructions are what counts: about 40 per operation, of which a web graph has one per 6 arcs. The end of
// the last copy only rises, which is why what a run leaves unchanged needs no second check.
HWY_INLINE Damage decode_row(Place& place, std::uint64_t num_operations, std::uint64_t node, std::uint64_t reference,
                             NodeId* output) {
  const auto no_ids = reinterpret_cast<std::uintptr_t>(kNoIds);
  const auto ids = reinterpret_cast<std::uintptr_t>(output) - no_ids;
  const auto steps = reinterpret_cast<std::uintptr_t>(kSteps.data());
  std::uint64_t next = node, copied = reference, at = place.at;
  const std::uint8_t *operand = place.operand, *token = place.token;
  for (const std::uint8_t* const end = token + num_operations; token != end; ++token) {
    const Operation& operation = kOperations[*token];
    const std::uint64_t word = load_u64(operand);
    const std::uint64_t copy = operation.copy_mask;
    const auto list = reinterpret_cast<std::uintptr_t>(operand);
    operand += operation.operand_bytes;
    std::uint64_t length = operation.length;
    if (length == 0) [[unlikely]]
      length = long_length(*token, word);
    const std::uint64_t advance = operation.value + (word & operation.value_mask) + length;
    copied += advance & copy;
    next += advance & ~copy;
    if (copied > at) [[unlikely]]
      return Damage::copy;
    NodeId* const to = output + at;
    at += length;
    if (at > place.end) [[unlikely]]
      return Damage::length;
    // Addresses as numbers: a mask picks one of two without a branch.
    // NOLINTBEGIN(performance-no-int-to-ptr)
    const auto* const source =
        reinterpret_cast<const NodeId*>(no_ids + ((ids + (copied - length) * sizeof(NodeId)) & copy));
    const auto* const step =
        reinterpret_cast<const std::uint8_t*>(steps + ((list - steps) & operation.list_mask) + operation.steps_at);
    // NOLINTEND(performance-no-int-to-ptr)
    const auto base = static_cast<NodeId>((next - length) & ~copy);
    emit(source, step, base, to);
    if (length > kFirst) [[unlikely]]
      emit_rest(operation, source, step, base, to, length);
  }
  place.token = token;
  place.operand = operand;
  place.at = at;
  return Damage::none;
}

Damage decode_block_on_target(const BlockCode& block, std::uint64_t* offsets, NodeId* output) {
  if (operand_bytes_on_target(block.tokens.data(), block.tokens.size()) != block.operands.size()) {
    return Damage::operands;
  }
  return decode_rows_of(block, offsets, output, [](auto&&... row) HWY_ATTR { return decode_row(row...); });
}

Damage decode_chain_on_target(std::span<const RowPart> parts, NodeId* output) {
  return decode_parts(parts, output, [](auto&&... row) HWY_ATTR { return decode_row(row...); });
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace orbweb::fast
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace orbweb::fast {

HWY_EXPORT(operand_bytes_on_target);
HWY_EXPORT(decode_block_on_target);
HWY_EXPORT(decode_chain_on_target);
HWY_EXPORT(in_order_on_target);

std::uint64_t operand_bytes(std::span<const std::uint8_t> tokens) {
  orbweb::detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(operand_bytes_on_target)(tokens.data(), tokens.size());
}

Damage decode_block(const BlockCode& block, std::uint64_t* offsets, NodeId* output) {
  orbweb::detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(decode_block_on_target)(block, offsets, output);
}

Damage decode_chain(std::span<const RowPart> parts, NodeId* output) {
  orbweb::detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(decode_chain_on_target)(parts, output);
}

bool in_order(std::span<const std::uint64_t> offsets, std::uint64_t num_nodes, const NodeId* output) {
  orbweb::detail::choose_simd_target();
  return HWY_DYNAMIC_DISPATCH(in_order_on_target)(offsets, num_nodes, output);
}

namespace scalar {

namespace {

Damage decode_row(Place& place, std::uint64_t num_operations, std::uint64_t node, std::uint64_t reference,
                  NodeId* output) {
  std::uint64_t next = node, copied = reference;
  for (; num_operations > 0; --num_operations, ++place.token) {
    const Operation& operation = kOperations[*place.token];
    const bool is_copy = operation.copy_mask != 0;
    const std::uint64_t word = load_u64(place.operand), value = operation.value + (word & operation.value_mask);
    const std::uint64_t length = operation.length > 0 ? operation.length : long_length(*place.token, word);
    const std::uint8_t* const list = place.operand + operation.steps_at;
    place.operand += operation.operand_bytes;
    std::uint64_t& moved = is_copy ? copied : next;
    const std::uint64_t begin = moved + value;
    moved = begin + length;
    if (copied > place.at) return Damage::copy;
    if (length > place.end - place.at) return Damage::length;
    for (std::uint64_t k = 0; k < length; ++k) {
      const std::uint64_t step = operation.list_mask != 0 ? list[k] : k;
      output[place.at++] = is_copy ? output[begin + k] : static_cast<NodeId>(begin + step);
    }
  }
  return Damage::none;
}

}  // namespace

std::uint64_t operand_bytes(std::span<const std::uint8_t> tokens) {
  std::uint64_t total = 0;
  for (const std::uint8_t token : tokens) total += operand_bytes_of(token);
  return total;
}

Damage decode_block(const BlockCode& block, std::uint64_t* offsets, NodeId* output) {
  if (scalar::operand_bytes(block.tokens) != block.operands.size()) return Damage::operands;
  return decode_rows_of(block, offsets, output, scalar::decode_row);
}

Damage decode_chain(std::span<const RowPart> parts, NodeId* output) {
  return decode_parts(parts, output, scalar::decode_row);
}

bool in_order(std::span<const std::uint64_t> offsets, std::uint64_t num_nodes, const NodeId* output) {
  for (std::size_t row = 0; row + 1 < offsets.size(); ++row) {
    for (std::uint64_t i = offsets[row]; i < offsets[row + 1]; ++i) {
      if (output[i] >= num_nodes || (i > offsets[row] && output[i - 1] >= output[i])) return false;
    }
  }
  return true;
}

}  // namespace scalar

}  // namespace orbweb::fast
#endif
