#include "graph/codecs/bvgraph_adjacency.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "graph/error.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kLargestProperties = 1 << 20;

void check_outdegree(const BvGraphFormat& format, const std::string& path, std::uint64_t node, std::uint64_t degree) {
  if (degree <= format.num_nodes) return;
  throw LoadError(path, fmt::format("row {}", node), "an outdegree of at most the number of nodes",
                  fmt::format("{}", degree));
}

/// Makes room for `size` more targets behind `used`, and for what short copies touch.
void make_room(std::vector<NodeId>& targets, std::uint64_t used, std::uint64_t size) {
  const std::uint64_t needed = used + size + kRowSlack;
  if (targets.size() < needed) targets.resize(std::max(needed, used + used / 2));
}

/// The links of a chain of references, from the row asked for to the one that refers to none.
template <BitOrder order>
struct ChainLink {
  std::uint64_t node;
  RowHead head;
  BitReader<order> bits;  ///< behind the head
};

/// Buffers of reading single rows: one set per thread, so that a row costs no allocation.
template <BitOrder order>
struct ChainBuffers {
  std::vector<ChainLink<order>> links;
  RowPlan plan;
  std::vector<NodeId> referred;

  static ChainBuffers& of_thread() {
    thread_local ChainBuffers buffers;
    return buffers;
  }
};

/// A row before a range that rows of the range refer to, read when first needed.
struct EarlierRow {
  std::vector<NodeId> targets;
  std::uint64_t degree = 0;
};

}  // namespace

template <class Work>
decltype(auto) BvGraphAdjacency::in_order(Work&& work) const {
  return properties_.order == BitOrder::big ? work.template operator()<BitOrder::big>()
                                            : work.template operator()<BitOrder::little>();
}

BvGraphAdjacency::BvGraphAdjacency(BvGraphProperties properties, StoredBytes graph, std::optional<StoredBytes> offsets)
    : properties_(std::move(properties)), format_(properties_), graph_(std::move(graph)) {
  check_sizes();
  if (offsets) {
    load_offsets(*offsets);
    properties_.order == BitOrder::big ? count_arcs<BitOrder::big>() : count_arcs<BitOrder::little>();
  } else {
    properties_.order == BitOrder::big ? scan_rows<BitOrder::big>() : scan_rows<BitOrder::little>();
  }
  check_arcs();
}

/// Before anything is made whose size depends on the properties: each node takes a bit at least.
void BvGraphAdjacency::check_sizes() const {
  if (properties_.num_nodes > 8 * graph_.size()) {
    throw LoadError(graph_.path(), "", fmt::format("a bit at least for each of {} nodes", properties_.num_nodes),
                    fmt::format("{} bytes", graph_.size()));
  }
}

template <BitOrder order>
void BvGraphAdjacency::scan_rows() {
  const std::uint64_t num_nodes = properties_.num_nodes;
  const std::uint64_t end = 8 * graph_.size();
  EliasFanoBuilder offsets(num_nodes + 1, end);
  const BvGraphDecoder<order> decoder(format_);
  RowPlan plan;
  // The degrees of the rows that may be referred to; no more than there are rows.
  std::vector<std::uint64_t> degrees(std::min(properties_.window, num_nodes) + 1);
  BitReader<order> bits(graph_, 0, end);
  std::uint64_t arcs = 0;
  for (std::uint64_t node = 0; node < num_nodes; ++node) {
    if (node % kRowsPerCount == 0) arcs_before_.push_back(arcs);
    offsets.push(std::min(bits.position(), end));
    const RowHead head = decoder.read_head(bits, node);
    degrees[node % degrees.size()] = head.degree;
    arcs += head.degree;
    if (head.degree == 0) continue;
    decoder.read_plan(bits, node, head, degrees[(node - head.reference) % degrees.size()], plan);
    decoder.skip_residuals(bits, plan);
  }
  if (bits.position() > end) detail::throw_bits_ended(graph_.path(), end);
  offsets.push(bits.position());
  offsets_ = offsets.finish();
  arcs_before_.push_back(arcs);
}

void BvGraphAdjacency::load_offsets(const StoredBytes& offsets) {
  const std::uint64_t end = 8 * graph_.size();
  if (properties_.num_nodes >= 8 * offsets.size()) {
    throw LoadError(offsets.path(), "", fmt::format("offsets of {} nodes", properties_.num_nodes),
                    fmt::format("{} bytes", offsets.size()));
  }
  EliasFanoBuilder builder(properties_.num_nodes + 1, end);
  const CodeTable table(properties_.codes.offsets, BitOrder::big);
  BitReader<BitOrder::big> bits(offsets, 0, 8 * offsets.size());
  std::uint64_t offset = 0;
  for (std::uint64_t i = 0; i <= properties_.num_nodes; ++i) {
    offset += read_code(bits, table);
    if (offset > end) {
      throw LoadError(offsets.path(), fmt::format("bit {}", bits.position()),
                      fmt::format("an offset within the {} bits of the graph", end), fmt::format("{}", offset));
    }
    builder.push(offset);
  }
  if (bits.position() > bits.end()) detail::throw_bits_ended(offsets.path(), bits.end());
  offsets_ = builder.finish();
  if (offsets_[0] != 0) {
    throw LoadError(offsets.path(), "bit 0", "the first row at bit 0", fmt::format("{}", offsets_[0]));
  }
}

template <BitOrder order>
void BvGraphAdjacency::count_arcs() {
  const BitReader<order> whole(graph_, 0, 8 * graph_.size());
  std::uint64_t arcs = 0;
  EliasFano::Cursor offset(offsets_, 0);
  for (std::uint64_t node = 0; node < properties_.num_nodes; ++node, ++offset) {
    if (node % kRowsPerCount == 0) arcs_before_.push_back(arcs);
    BitReader<order> bits = whole.moved_to(*offset);
    const std::uint64_t degree = read_code(bits, *format_.outdegrees);
    check_outdegree(format_, graph_.path(), node, degree);
    arcs += degree;
  }
  arcs_before_.push_back(arcs);
}

void BvGraphAdjacency::check_arcs() const {
  if (num_arcs() == properties_.num_arcs) return;
  throw LoadError(graph_.path(), "", fmt::format("{} arcs, as the properties say", properties_.num_arcs),
                  fmt::format("{}", num_arcs()));
}

std::uint64_t BvGraphAdjacency::bytes() const { return graph_.size() + offsets_.bytes() + 8 * arcs_before_.size(); }

/// The bits of one row, whose blocks of the file are checked.
template <BitOrder order>
BitReader<order> BvGraphAdjacency::reader_of(std::uint64_t node) const {
  const auto [begin, end] = offsets_.pair(node);
  return BitReader<order>(graph_, begin, end);
}

std::uint64_t BvGraphAdjacency::degree(NodeId node) const {
  return in_order([&]<BitOrder order>() {
    BitReader<order> bits = reader_of<order>(node);
    return BvGraphDecoder<order>(format_).read_head(bits, node).degree;
  });
}

ArcIndex BvGraphAdjacency::first_arc(std::uint64_t node) const {
  if (node == num_nodes()) return num_arcs();
  const std::uint64_t counted = node - node % kRowsPerCount;
  std::uint64_t arcs = arcs_before_[node / kRowsPerCount];
  if (node == counted) return arcs;
  return in_order([&]<BitOrder order>() {
    EliasFano::Cursor offset(offsets_, counted);
    const BitReader<order> bits(graph_, *offset, offsets_[node]);
    for (std::uint64_t i = counted; i < node; ++i, ++offset) {
      BitReader<order> row = bits.moved_to(*offset);
      arcs += read_code(row, *format_.outdegrees);
    }
    return arcs;
  });
}

template <BitOrder order>
std::uint64_t BvGraphAdjacency::read_chain(std::uint64_t node, std::vector<NodeId>& row) const {
  auto& [links, plan, referred] = ChainBuffers<order>::of_thread();
  const BvGraphDecoder<order> decoder(format_);
  links.clear();
  for (;; node -= links.back().head.reference) {
    BitReader<order> bits = reader_of<order>(node);
    const RowHead head = decoder.read_head(bits, node);
    links.push_back({node, head, bits});
    if (head.reference == 0) break;
  }
  std::uint64_t degree = 0;
  for (auto link = links.rbegin(); link != links.rend(); ++link) {
    if (link->head.degree > 0) decoder.read_plan(link->bits, link->node, link->head, degree, plan);
    std::swap(row, referred);
    degree = link->head.degree;
    make_room(row, 0, degree);
    if (degree > 0) decoder.assemble(link->bits, link->node, referred.data(), plan, row.data());
    link->bits.expect_end();
  }
  return degree;
}

void BvGraphAdjacency::read_row(NodeId node, std::vector<NodeId>& row) const {
  in_order([&]<BitOrder order>() { row.resize(read_chain<order>(node, row)); });
}

template <BitOrder order>
void BvGraphAdjacency::read_range(std::uint64_t first, std::uint64_t last, RowBlock& rows) const {
  const BvGraphDecoder<order> decoder(format_);
  BitReader<order> bits(graph_, offsets_[first], offsets_[last]);
  std::map<std::uint64_t, EarlierRow> earlier;  // by node; the window may be large, but few of its rows are needed
  RowPlan plan;
  std::uint64_t used = 0;
  for (std::uint64_t node = first; node < last; ++node) {
    const RowHead head = decoder.read_head(bits, node);
    if (head.degree > 0) {
      const std::uint64_t reference = node - head.reference;
      const EarlierRow* before = nullptr;
      if (reference < first) {
        const auto [found, is_new] = earlier.try_emplace(reference);
        if (is_new) found->second.degree = read_chain<order>(reference, found->second.targets);
        before = &found->second;
      }
      const std::uint64_t row = before == nullptr ? reference - first : 0;
      const std::uint64_t referred = before != nullptr     ? before->degree
                                     : head.reference == 0 ? 0
                                                           : rows.offsets[row + 1] - rows.offsets[row];
      decoder.read_plan(bits, node, head, referred, plan);
      make_room(rows.targets, used, head.degree);
      const NodeId* source = before != nullptr ? before->targets.data() : rows.targets.data() + rows.offsets[row];
      decoder.assemble(bits, node, source, plan, rows.targets.data() + used);
      used += head.degree;
    }
    rows.offsets.push_back(used);
  }
  bits.expect_end();
}

void BvGraphAdjacency::read_rows(std::uint64_t first, std::uint64_t last, RowBlock& rows) const {
  // Not rows.clear(), which would have all targets set to 0 again.
  rows.first = first;
  rows.offsets.assign(1, 0);
  if (first < last) in_order([&]<BitOrder order>() { read_range<order>(first, last, rows); });
}

BvGraphAdjacency open_bvgraph(FileSystem& files, const std::filesystem::path& path) {
  std::string base = path.string();
  for (const std::string_view extension : {".properties", ".graph", ".offsets"}) {
    if (!base.ends_with(extension)) continue;
    base.resize(base.size() - extension.size());
    break;
  }
  const auto mapped = [&](const std::string& name) {
    const std::uint64_t size = files.file_size(name);
    return StoredBytes(files.map(name, size), size, name);
  };
  const std::vector<char> text = read_whole_file(files, base + ".properties", kLargestProperties);
  BvGraphProperties properties = parse_bvgraph_properties({text.data(), text.size()}, base + ".properties");
  std::optional<StoredBytes> offsets;
  if (files.exists(base + ".offsets")) offsets = mapped(base + ".offsets");
  return BvGraphAdjacency(std::move(properties), mapped(base + ".graph"), std::move(offsets));
}

}  // namespace orbweb
