#include "graph/codecs/bvgraph_encoder.h"

#include <fmt/format.h>

#include <cmath>
#include <numbers>
#include <utility>

#include "graph/error.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kWriteAfterBits = std::uint64_t{8} << 20;

/// Rows as bits, and what their writer counts.
class EncodedBvRows final : public EncodedRows {
 public:
  explicit EncodedBvRows(BitOrder order) : bits(order) {}

  BitWriter bits;
  std::uint64_t first = 0;
  std::vector<std::uint64_t> row_bits;
  std::uint64_t arcs = 0, reference_distances = 0, reference_chains = 0;
};

BvGraphOptions checked(BvGraphOptions options) {
  if (options.codes.residuals.kind == CodeKind::zeta) options.codes.residuals.parameter = options.zeta_k;
  for (const Code code : {options.codes.outdegrees, options.codes.references, options.codes.block_counts,
                          options.codes.blocks, options.codes.intervals, options.codes.residuals}) {
    const bool has_parameter =
        code.kind == CodeKind::zeta || code.kind == CodeKind::golomb || code.kind == CodeKind::pi;
    const std::uint32_t most = code.kind == CodeKind::zeta ? 7 : code.kind == CodeKind::pi ? 4 : 1U << 30;
    if (has_parameter && (code.parameter == 0 || code.parameter > most)) {
      throw ArgumentError(fmt::format("a code's parameter must be 1 to {}, not {}", most, code.parameter));
    }
  }
  const Code offsets = options.codes.offsets;
  if (offsets.kind != CodeKind::gamma && offsets.kind != CodeKind::delta) {
    throw ArgumentError("offsets are written in gamma or delta code");
  }
  bvgraph_flags(options.codes, options.order);  // throws where no version of the format has these codes
  return options;
}

/// log2 of the factorial, by Stirling's formula.
double log2_factorial(double x) {
  if (x < 1) return 0;
  return (x * (std::log(x) - 1) + 0.5 * std::log(2 * std::numbers::pi * x)) / std::numbers::ln2;
}

/// Bits that tell one graph of so many nodes and arcs from all others of them.
double bits_of_any_graph(double nodes, double arcs) {
  const double pairs = nodes * nodes;
  return log2_factorial(pairs) - log2_factorial(arcs) - log2_factorial(pairs - arcs);
}

double ratio(double a, double b) { return b > 0 ? a / b : 0; }

}  // namespace

BvGraphEncoder::BvGraphEncoder(OutputFile& graph, OutputFile& offsets, const BvGraphOptions& options,
                               std::uint64_t num_nodes)
    : graph_(graph),
      offsets_(offsets),
      options_(checked(options)),
      cost_(options_),
      num_nodes_(num_nodes),
      graph_bits_(options_.order) {
  write_code(offset_bits_, options_.codes.offsets, 0);
}

std::unique_ptr<EncodedRows> BvGraphEncoder::encode(const RowBlock& rows) const {
  auto encoded = std::make_unique<EncodedBvRows>(options_.order);
  encoded->first = rows.first;
  encoded->arcs = rows.num_arcs();
  const std::vector<std::uint32_t> references = select_references(rows, options_, cost_);
  std::vector<std::uint32_t> chains(references.size(), 0);
  BvGraphRow parts;
  for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
    const std::uint32_t reference = references[i];
    std::span<const NodeId> referred;
    if (reference > 0) {
      referred = rows[i - reference];
      chains[i] = chains[i - reference] + 1;
    }
    const std::uint64_t before = encoded->bits.size();
    split_row(rows.first + i, rows[i], reference, referred, options_.min_interval, parts);
    for_each_number(parts, options_, [&](Code BvGraphCodes::*component, std::uint64_t value) {
      write_code(encoded->bits, options_.codes.*component, value);
    });
    encoded->row_bits.push_back(encoded->bits.size() - before);
    encoded->reference_distances += reference;
    encoded->reference_chains += chains[i];
  }
  return encoded;
}

void BvGraphEncoder::append(std::unique_ptr<EncodedRows> rows) {
  const auto& encoded = dynamic_cast<const EncodedBvRows&>(*rows);
  if (encoded.first != rows_ || encoded.row_bits.size() > num_nodes_ - rows_) {
    throw ArgumentError(fmt::format("rows from {} on, where {} of {} are written", encoded.first, rows_, num_nodes_));
  }
  graph_bits_.append(encoded.bits);
  for (const std::uint64_t bits : encoded.row_bits) {
    write_code(offset_bits_, options_.codes.offsets, bits);
    if (collected_ != nullptr) collected_->push_back(collected_->back() + bits);
  }
  rows_ += encoded.row_bits.size();
  arcs_ += encoded.arcs;
  reference_distances_ += encoded.reference_distances;
  reference_chains_ += encoded.reference_chains;
  if (graph_bits_.pending() >= kWriteAfterBits) graph_.write(graph_bits_.drain());
  if (offset_bits_.pending() >= kWriteAfterBits) offsets_.write(offset_bits_.drain());
}

void BvGraphEncoder::finish() {
  if (rows_ != num_nodes_) throw ArgumentError(fmt::format("{} rows of {} nodes", rows_, num_nodes_));
  graph_.write(graph_bits_.finish());
  // webgraph-rs reads whole words.
  constexpr unsigned kWordBits = 64;
  offset_bits_.put(0, static_cast<unsigned>((kWordBits - offset_bits_.size() % kWordBits) % kWordBits));
  offsets_.write(offset_bits_.finish());
}

std::string BvGraphEncoder::properties_text() const {
  const BvGraphFlags flags = bvgraph_flags(options_.codes, options_.order);
  const double nodes = static_cast<double>(num_nodes_);
  const double arcs = static_cast<double>(arcs_);
  const double bits = static_cast<double>(graph_bits_.size());
  std::string text = "#BVGraph properties\ngraphclass=it.unimi.dsi.webgraph.BVGraph\n";
  text += fmt::format("version={}\n", flags.version);
  // Without an endianness, BLOCKS_... leaves block counts alone; in version 1 it means both.
  if (flags.version == 1) text += fmt::format("endianness={}\n", options_.order == BitOrder::big ? "big" : "little");
  text += fmt::format("nodes={}\narcs={}\n", num_nodes_, arcs_);
  text += fmt::format("windowsize={}\nmaxrefcount={}\nminintervallength={}\nzetak={}\n", options_.window,
                      options_.max_reference_chain, options_.min_interval, flags.zeta_k);
  text += fmt::format("compressionflags={}\n", flags.flags);
  text += fmt::format("length={}\nbitsperlink={:.3f}\nbitspernode={:.3f}\n", graph_bits_.size(), ratio(bits, arcs),
                      ratio(bits, nodes));
  text += fmt::format("compratio={:.3f}\n", ratio(bits, bits_of_any_graph(nodes, arcs)));
  text += fmt::format("avgref={:.3f}\navgdist={:.3f}\n", ratio(static_cast<double>(reference_chains_), nodes),
                      ratio(static_cast<double>(reference_distances_), nodes));
  return text;
}

}  // namespace orbweb
