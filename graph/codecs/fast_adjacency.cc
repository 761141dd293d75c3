#include "graph/codecs/fast_adjacency.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "graph/codecs/fast_block.h"
#include "graph/codecs/fast_format.h"
#include "graph/error.h"
#include "graph/kernels/fast_decode.h"

namespace orbweb {

using fast::Block;
using fast::Damage;
using fast::kBlockRows;

namespace {

constexpr std::uint64_t kMostNodes = std::uint64_t{1} << 32;

void check(Damage damage, const Block& block) {
  switch (damage) {
    case Damage::none:
      return;
    case Damage::operands:
      block.throw_damaged("as many operands as the tokens ask for", "another number");
    case Damage::length:
      block.throw_damaged("as many ids as the degrees say", "another number");
    case Damage::copy:
      block.throw_damaged("copies of what came before", "others");
    case Damage::reference:
      block.throw_damaged("references inside the block", "another");
  }
}

[[noreturn]] void throw_not_in_order(const Block& block) {
  block.throw_damaged("rising ids below the number of nodes", "others");
}

/// Makes sure of room for `size` ids and what decoders write behind them; keeps what is there.
void make_room(std::vector<NodeId>& ids, std::uint64_t size) {
  if (ids.size() < size + fast::kOutputPadding) ids.resize(size + fast::kOutputPadding);
}

/// Leaves `count` rows from `begin` on.
void trim(RowBlock& rows, std::uint64_t begin, std::uint64_t count) {
  const std::uint64_t skipped = rows.offsets[begin];
  if (begin > 0) {
    std::copy(rows.targets.data() + skipped, rows.targets.data() + rows.offsets[begin + count], rows.targets.data());
    for (std::uint64_t i = 0; i <= count; ++i) rows.offsets[i] = rows.offsets[begin + i] - skipped;
  }
  rows.offsets.resize(count + 1);
}

}  // namespace

FastAdjacency::FastAdjacency(StoredBytes data, StoredBytes index, std::uint64_t num_nodes, std::uint64_t num_arcs)
    : data_(std::move(data)), index_(std::move(index)), num_nodes_(num_nodes), num_arcs_(num_arcs) {
  if (num_nodes > kMostNodes) {
    throw LimitError(fmt::format("{}: {} nodes, but node ids have 32 bits here", data_.path(), num_nodes));
  }
  const std::uint64_t num_blocks = (num_nodes + kBlockRows - 1) / kBlockRows;
  if (index_.size() != fast::kIndexEntry * (num_blocks + 1)) {
    throw LoadError(index_.path(), "",
                    fmt::format("{} bytes for {} nodes", fast::kIndexEntry * (num_blocks + 1), num_nodes),
                    fmt::format("{} bytes", index_.size()));
  }
  in_order_ = std::make_shared<std::vector<std::atomic<bool>>>(num_blocks);
  const IndexEntry end = index_entry(num_blocks);
  if (end.position != data_.size() || end.first_arc != num_arcs) {
    throw LoadError(index_.path(), fmt::format("byte {}", fast::kIndexEntry * num_blocks),
                    fmt::format("{} bytes, {} arcs", data_.size(), num_arcs),
                    fmt::format("{} bytes, {} arcs", end.position, end.first_arc));
  }
}

std::uint64_t FastAdjacency::rows_per_block() const { return kBlockRows; }

FastAdjacency::IndexEntry FastAdjacency::index_entry(std::uint64_t block) const {
  const char* const entry = index_.at(fast::kIndexEntry * block, fast::kIndexEntry).data();
  return {fast::load_u64(entry), fast::load_u64(entry + 8)};
}

Block FastAdjacency::block(std::uint64_t number) const {
  const IndexEntry begin = index_entry(number), end = index_entry(number + 1);
  const std::uint64_t first_row = number * kBlockRows, num_rows = std::min(kBlockRows, num_nodes_ - first_row);
  const std::uint64_t size = end.position - begin.position, num_arcs = end.first_arc - begin.first_arc;
  if (end.position < begin.position || end.first_arc < begin.first_arc || end.first_arc > num_arcs_ ||
      num_arcs > num_rows * num_nodes_ || (num_arcs == 0) != (size == 0)) {
    throw LoadError(
        index_.path(), fmt::format("byte {}", fast::kIndexEntry * number), "rising positions and arcs",
        fmt::format("bytes {} to {}, arcs {} to {}", begin.position, end.position, begin.first_arc, end.first_arc));
  }
  const std::span<const char> bytes = data_.at(begin.position, size);
  return {data_.path(),
          begin.position,
          first_row,
          num_rows,
          begin.first_arc,
          num_arcs,
          {reinterpret_cast<const std::uint8_t*>(bytes.data()), size}};
}

std::uint64_t FastAdjacency::degree(NodeId node) const {
  const Block from = block(node / kBlockRows);
  return from.num_arcs == 0 ? 0 : fast::degree_in(from, node % kBlockRows);
}

ArcIndex FastAdjacency::first_arc(std::uint64_t node) const {
  if (node == num_nodes_) return num_arcs_;
  const Block from = block(node / kBlockRows);
  const std::uint64_t row = node % kBlockRows;
  return from.first_arc + (from.num_arcs == 0 ? 0 : fast::ids_before(from, row));
}

void FastAdjacency::read_row(NodeId node, std::vector<NodeId>& row) const {
  thread_local std::vector<NodeId> ids;
  const Block from = block(node / kBlockRows);
  row.clear();
  if (from.num_arcs == 0) return;
  const fast::RowChain chain(from, node % kBlockRows);
  make_room(ids, chain.num_ids());
  check(fast::decode_chain(chain.parts(), ids.data()), from);
  const NodeId* const end = ids.data() + chain.num_ids();
  const std::uint64_t degree = chain.parts().back().degree;
  const std::array<std::uint64_t, 2> offsets{0, degree};
  if (!is_in_order(from) && !fast::in_order(offsets, num_nodes_, end - degree)) throw_not_in_order(from);
  row.assign(end - degree, end);
}

void FastAdjacency::read_rows(std::uint64_t first, std::uint64_t last, RowBlock& rows) const {
  rows.first = first;
  rows.offsets.assign(1, 0);
  if (first == last) return;
  const std::uint64_t first_block = first / kBlockRows, end_block = (last - 1) / kBlockRows + 1;
  rows.offsets.resize((end_block - first_block) * kBlockRows + 1);
  std::uint64_t* offsets = rows.offsets.data();
  // Each block makes room for itself at first, so that no claim of the index is believed before its block is seen;
  // when reused, the memory is there.
  for (std::uint64_t number = first_block; number < end_block; ++number, offsets += kBlockRows) {
    decode_block(block(number), offsets, rows.targets);
  }
  trim(rows, first % kBlockRows, last - first);
}

/// Appends behind offsets[0] in `targets`; writes where each row ends.
void FastAdjacency::decode_block(const Block& block, std::uint64_t* offsets, std::vector<NodeId>& targets) const {
  const std::uint64_t at = offsets[0];
  if (block.num_arcs == 0) {
    std::fill_n(offsets + 1, block.num_rows, at);
    return;
  }
  const fast::BlockCode code = fast::parts_of(block);
  make_room(targets, at + block.num_arcs);
  check(fast::decode_block(code, offsets, targets.data()), block);
  if (is_in_order(block)) return;
  if (!fast::in_order({offsets, block.num_rows + 1}, num_nodes_, targets.data())) throw_not_in_order(block);
  (*in_order_)[block.first_row / kBlockRows].store(true, std::memory_order_relaxed);
}

bool FastAdjacency::is_in_order(const Block& block) const {
  return (*in_order_)[block.first_row / kBlockRows].load(std::memory_order_relaxed);
}

}  // namespace orbweb
