#include "graph/codecs/bvgraph_decoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "graph/error.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kNoMore = ~std::uint64_t{0};  ///< behind the last extra

template <BitOrder order>
[[noreturn, gnu::noinline, gnu::cold]] void refuse(BitReader<order> bits, const char* expected, std::uint64_t found) {
  throw LoadError(bits.path(), fmt::format("bit {}", bits.position()), expected, fmt::format("{}", found));
}

/// Copies in pieces of four, so may touch three elements more; the rows may lie close to each other.
NodeId* copy_short(const NodeId* from, std::uint64_t count, NodeId* to) {
  for (std::uint64_t i = 0; i < count; i += 4) std::memmove(to + i, from + i, 4 * sizeof(NodeId));
  return to + count;
}

/// Residuals and the nodes of intervals in one rising sequence, kNoMore behind it. Returns false where they overlap.
bool merge_intervals(RowPlan& plan, std::uint64_t num_extras) {
  if (plan.extras.size() < num_extras + 1) plan.extras.resize(num_extras + 1);
  const std::uint64_t* residual = plan.residuals.data();
  const std::uint64_t* const last = residual + plan.num_residuals;
  std::uint64_t* out = plan.extras.data();
  bool disjoint = true;
  for (std::uint64_t i = 0; i < plan.num_intervals; ++i) {
    const RowPlan::Interval interval = plan.intervals[i];
    while (residual != last && *residual < interval.first) *out++ = *residual++;
    for (std::uint64_t k = 0; k < interval.length; ++k) *out++ = interval.first + k;
    disjoint &= residual == last || *residual >= interval.first + interval.length;
  }
  out = std::copy(residual, last, out);
  *out = kNoMore;
  return disjoint;
}

/// The copied blocks of `referred` and the extras in one rising sequence. Returns null where they overlap.
NodeId* merge_blocks(const NodeId* referred, const RowPlan& plan, const std::uint64_t* extra, NodeId* out) {
  for (std::uint64_t i = 0; i < plan.num_blocks; ++i) {
    const NodeId* const end = referred + plan.blocks[i];
    if (i % 2 == 1 || referred == end) {
      referred = end;
      continue;
    }
    for (;;) {
      if (*extra > end[-1]) {
        out = copy_short(referred, static_cast<std::uint64_t>(end - referred), out);
        break;
      }
      while (*referred < *extra) *out++ = *referred++;
      if (*referred == *extra) return nullptr;
      do {
        *out++ = static_cast<NodeId>(*extra++);
      } while (*extra < *referred);
    }
    referred = end;
  }
  for (; *extra != kNoMore; ++extra) *out++ = static_cast<NodeId>(*extra);
  return out;
}

}  // namespace

BvGraphFormat::BvGraphFormat(const BvGraphProperties& properties)
    : num_nodes(properties.num_nodes), window(properties.window), min_interval(properties.min_interval) {
  std::vector<std::shared_ptr<const CodeTable>> tables;
  const auto table_of = [&](Code code) {
    for (const auto& table : tables) {
      if (table->code() == code) return table;
    }
    return tables.emplace_back(std::make_shared<const CodeTable>(code, properties.order));
  };
  outdegrees = table_of(properties.codes.outdegrees);
  references = table_of(properties.codes.references);
  block_counts = table_of(properties.codes.block_counts);
  blocks = table_of(properties.codes.blocks);
  intervals = table_of(properties.codes.intervals);
  residuals = table_of(properties.codes.residuals);
}

template <BitOrder order>
RowHead BvGraphDecoder<order>::read_head(BitReader<order>& bits, std::uint64_t node) const {
  RowHead head;
  head.degree = read_code(bits, *format_.outdegrees);
  if (head.degree > format_.num_nodes) refuse(bits, "an outdegree of at most the number of nodes", head.degree);
  if (head.degree == 0 || format_.window == 0) return head;
  head.reference = read_code(bits, *format_.references);
  if (head.reference > format_.window) refuse(bits, "a reference within the window", head.reference);
  if (head.reference > node) refuse(bits, "a reference to a node", head.reference);
  return head;
}

template <BitOrder order>
void BvGraphDecoder<order>::read_plan(BitReader<order>& bits, std::uint64_t node, const RowHead& head,
                                      std::uint64_t referred, RowPlan& plan) const {
  plan.num_blocks = 0;
  plan.num_intervals = 0;
  plan.num_residuals = head.degree;
  if (head.reference > 0) read_blocks(bits, head, referred, plan);
  if (plan.num_residuals > 0 && format_.min_interval > 0) read_intervals(bits, node, plan);
  // Each residual takes a bit at least: a lying outdegree ends here, before anything is made for it.
  if (plan.num_residuals > bits.end()) refuse(bits, "residuals that fit into the file", plan.num_residuals);
}

template <BitOrder order>
void BvGraphDecoder<order>::read_blocks(BitReader<order>& bits, const RowHead& head, std::uint64_t referred,
                                        RowPlan& plan) const {
  const std::uint64_t count = read_code(bits, *format_.block_counts);
  if (count > referred + 1) refuse(bits, "at most one block more than the row referred to has targets", count);
  if (plan.blocks.size() < count + 1) plan.blocks.resize(count + 1);
  std::uint64_t total = 0;
  std::uint64_t copied = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t length = read_code(bits, *format_.blocks) + (i == 0 ? 0 : 1);
    total += length;
    if (total > referred) refuse(bits, "blocks within the row referred to", total);
    if (i % 2 == 0) copied += length;
    plan.blocks[i] = static_cast<std::uint32_t>(length);
  }
  plan.num_blocks = count;
  if (count % 2 == 0) {  // what follows the last skipped block is copied
    plan.blocks[count] = static_cast<std::uint32_t>(referred - total);
    plan.num_blocks = count + 1;
    copied += referred - total;
  }
  if (copied > head.degree) refuse(bits, "no more copied targets than the outdegree", copied);
  plan.num_residuals = head.degree - copied;
}

template <BitOrder order>
void BvGraphDecoder<order>::read_intervals(BitReader<order>& bits, std::uint64_t node, RowPlan& plan) const {
  const std::uint64_t count = read_code(bits, *format_.intervals);
  if (count > plan.num_residuals / format_.min_interval) refuse(bits, "intervals within the outdegree", count);
  if (plan.intervals.size() < count) plan.intervals.resize(std::max<std::uint64_t>(count, 16));
  std::uint64_t end = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t start = read_code(bits, *format_.intervals);
    // A start before node 0 wraps around to a huge number, which the check below refuses.
    const std::uint64_t first = i == 0 ? node + static_cast<std::uint64_t>(integer_of(start)) : end + 1 + start;
    const std::uint64_t length = read_code(bits, *format_.intervals) + format_.min_interval;
    if (length > plan.num_residuals) refuse(bits, "intervals within the outdegree", length);
    if (first >= format_.num_nodes || length > format_.num_nodes - first) {
      refuse(bits, "an interval of nodes", first);
    }
    plan.intervals[i] = {first, length};
    plan.num_residuals -= length;
    end = first + length;
  }
  plan.num_intervals = count;
}

template <BitOrder order>
void BvGraphDecoder<order>::skip_residuals(BitReader<order>& bits, const RowPlan& plan) const {
  const CodeTable& table = *format_.residuals;
  for (std::uint64_t i = 0; i < plan.num_residuals; ++i) read_code(bits, table);
}

template <BitOrder order>
void BvGraphDecoder<order>::read_residuals(BitReader<order>& reader, std::uint64_t node, std::uint64_t count,
                                           std::uint64_t* out) const {
  if (count == 0) return;
  const CodeTable& table = *format_.residuals;
  BitReader<order> bits = reader;
  std::uint64_t residual = node + static_cast<std::uint64_t>(integer_of(read_code(bits, table)));
  if (residual >= format_.num_nodes) refuse(bits, "a first residual that is a node", residual);
  out[0] = residual;
  std::uint64_t all_bits = 0;  // of the gaps: where none has more than 32, their sum cannot wrap around
  for (std::uint64_t i = 1; i < count; ++i) {
    const std::uint64_t gap = read_code(bits, table);
    all_bits |= gap;
    residual += gap + 1;
    out[i] = residual;
  }
  if (residual >= format_.num_nodes || all_bits >> 32 != 0) refuse(bits, "residuals that are nodes", residual);
  reader = bits;
}

template <BitOrder order>
void BvGraphDecoder<order>::assemble(BitReader<order>& bits, std::uint64_t node, const NodeId* referred, RowPlan& plan,
                                     NodeId* out) const {
  if (plan.residuals.size() < plan.num_residuals + 1) plan.residuals.resize(plan.num_residuals + 64);
  read_residuals(bits, node, plan.num_residuals, plan.residuals.data());
  plan.residuals[plan.num_residuals] = kNoMore;
  const std::uint64_t* extras = plan.residuals.data();
  if (plan.num_intervals > 0) {
    std::uint64_t num_extras = plan.num_residuals;
    for (std::uint64_t i = 0; i < plan.num_intervals; ++i) num_extras += plan.intervals[i].length;
    if (!merge_intervals(plan, num_extras)) refuse(bits, "residuals outside intervals before", node);
    extras = plan.extras.data();
  }
  if (merge_blocks(referred, plan, extras, out) == nullptr) refuse(bits, "targets that are not copied before", node);
}

template class BvGraphDecoder<BitOrder::big>;
template class BvGraphDecoder<BitOrder::little>;

}  // namespace orbweb
