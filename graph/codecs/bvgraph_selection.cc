#include "graph/codecs/bvgraph_selection.h"

#include <algorithm>
#include <limits>

namespace orbweb {

namespace {

constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

using References = std::vector<std::uint32_t>;

/// Costs of the rows of one chunk against each other.
class ChunkCosts {
 public:
  ChunkCosts(const RowBlock& rows, const BvGraphOptions& options, const RowCost& cost)
      : rows_(rows), options_(options), cost_(cost) {}

  std::uint64_t num_rows() const { return rows_.num_rows(); }
  /// Rows back that row i may refer to.
  std::uint64_t reach(std::uint64_t i) const {
    return rows_[i].empty() ? 0 : std::min<std::uint64_t>(options_.window, i);
  }
  /// Bits of row i against the row `reference` before it; kNever where that one is empty.
  std::uint64_t operator()(std::uint64_t i, std::uint64_t reference) {
    std::span<const NodeId> referred;
    if (reference > 0) referred = rows_[i - reference];
    if (reference > 0 && referred.empty()) return kNever;
    split_row(rows_.first + i, rows_[i], reference, referred, options_.min_interval, scratch_);
    return cost_(scratch_);
  }

 private:
  const RowBlock& rows_;
  const BvGraphOptions& options_;
  const RowCost& cost_;
  BvGraphRow scratch_;
};

References select_greedily(ChunkCosts& costs, std::uint64_t longest_chain) {
  References references(costs.num_rows(), 0);
  std::vector<std::uint32_t> chain(costs.num_rows(), 0);
  for (std::uint64_t i = 0; i < costs.num_rows(); ++i) {
    if (costs.reach(i) == 0) continue;
    std::uint64_t best = costs(i, 0);
    for (std::uint64_t reference = 1; reference <= costs.reach(i); ++reference) {
      if (chain[i - reference] >= longest_chain) continue;
      const std::uint64_t bits = costs(i, reference);
      if (bits >= best) continue;
      best = bits;
      references[i] = static_cast<std::uint32_t>(reference);
    }
    if (references[i] > 0) chain[i] = chain[i - references[i]] + 1;
  }
  return references;
}

/// All costs of a chunk: row i against each row in its reach.
class CostTable {
 public:
  CostTable(ChunkCosts& costs, std::uint64_t window) : width_(window + 1), bits_(costs.num_rows() * width_, kUnknown) {
    for (std::uint64_t i = 0; i < costs.num_rows(); ++i) {
      if (costs.reach(i) == 0) continue;
      for (std::uint64_t reference = 0; reference <= costs.reach(i); ++reference) {
        bits_[i * width_ + reference] =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(costs(i, reference), kUnknown));
      }
    }
  }
  /// The largest number where there is no such reference.
  std::uint32_t operator()(std::uint64_t i, std::uint64_t reference) const { return bits_[i * width_ + reference]; }
  std::uint64_t width() const { return width_; }

 private:
  static constexpr std::uint32_t kUnknown = std::numeric_limits<std::uint32_t>::max();
  std::uint64_t width_;
  std::vector<std::uint32_t> bits_;
};

/// The cheapest reference of each row, without regard to chains.
References cheapest(const CostTable& costs, std::uint64_t num_rows) {
  References references(num_rows, 0);
  for (std::uint64_t i = 0; i < num_rows; ++i) {
    for (std::uint32_t reference = 1; reference < costs.width(); ++reference) {
      if (costs(i, reference) < costs(i, references[i])) references[i] = reference;
    }
  }
  return references;
}

std::vector<std::uint32_t> chain_lengths(const References& references) {
  std::vector<std::uint32_t> lengths(references.size(), 0);
  for (std::size_t i = 0; i < references.size(); ++i) {
    if (references[i] > 0) lengths[i] = lengths[i - references[i]] + 1;
  }
  return lengths;
}

/// Longest chain of references that ends at each row.
std::vector<std::uint32_t> chains_below(const References& references) {
  std::vector<std::uint32_t> lengths(references.size(), 0);
  for (std::size_t i = references.size(); i-- > 0;) {
    if (references[i] == 0) continue;
    std::uint32_t& parent = lengths[i - references[i]];
    parent = std::max(parent, lengths[i] + 1);
  }
  return lengths;
}

/// Keeps the references that save most among those whose chains have at most `limit` links.
///
/// saving(i, b): the most that row i and all rows below it can save when a path that enters i by its own reference may
/// have b links, that one included. Either the reference is kept, and rows below have b - 1 left, or it is cut, and
/// they have all of `limit`. Children have larger numbers, so one pass from the end fills the table.
void limit_chains(References& references, const CostTable& costs, std::uint64_t limit) {
  const std::uint64_t num_rows = references.size();
  const std::uint64_t width = limit + 1;
  std::vector<std::uint64_t> kept(num_rows * width, 0);  // first the sum over children, then the row's own choice
  const auto sum = [&](std::uint64_t i, std::uint64_t left) -> std::uint64_t& { return kept[i * width + left]; };
  std::vector<bool> keeps(num_rows * width, false);
  for (std::uint64_t i = num_rows; i-- > 0;) {
    const std::uint64_t own = references[i] == 0 ? 0 : costs(i, 0) - costs(i, references[i]);
    const std::uint64_t cut = sum(i, limit);
    for (std::uint64_t b = limit; b > 0; --b) {
      const std::uint64_t keep = own + sum(i, b - 1);
      keeps[i * width + b] = own > 0 && keep > cut;
      sum(i, b) = std::max(keep, cut);
    }
    sum(i, 0) = cut;
    if (references[i] == 0) continue;
    for (std::uint64_t b = 0; b <= limit; ++b) sum(i - references[i], b) += sum(i, b);
  }
  std::vector<std::uint32_t> left(num_rows, static_cast<std::uint32_t>(limit));
  for (std::uint64_t i = 0; i < num_rows; ++i) {
    if (references[i] == 0) continue;
    const std::uint64_t parent = i - references[i];
    const std::uint32_t b = references[parent] == 0 ? static_cast<std::uint32_t>(limit) : left[parent] - 1;
    left[i] = b;
    if (!keeps[i * width + b]) references[i] = 0;
  }
}

/// Lets rows refer to whatever is cheapest among what keeps all chains within `limit`.
void fill_chains(References& references, const CostTable& costs, std::uint64_t limit) {
  std::vector<std::uint32_t> above = chain_lengths(references);
  const std::vector<std::uint32_t> below = chains_below(references);
  for (std::uint64_t i = 0; i < references.size(); ++i) {
    if (references[i] > 0) above[i] = above[i - references[i]] + 1;
    const std::uint64_t reach = std::min(i, costs.width() - 1);
    for (std::uint32_t reference = 1; reference <= reach; ++reference) {
      if (costs(i, reference) >= costs(i, references[i])) continue;
      if (above[i - reference] + 1 + below[i] > limit) continue;
      references[i] = reference;
      above[i] = above[i - reference] + 1;
    }
  }
}

References select_dynamically(ChunkCosts& costs, const BvGraphOptions& options) {
  const CostTable table(costs, options.window);
  References references = cheapest(table, costs.num_rows());
  const std::vector<std::uint32_t> chains = chain_lengths(references);
  const std::uint64_t longest = chains.empty() ? 0 : *std::max_element(chains.begin(), chains.end());
  if (longest <= options.max_reference_chain) return references;
  limit_chains(references, table, options.max_reference_chain);
  fill_chains(references, table, options.max_reference_chain);
  return references;
}

}  // namespace

RowCost::RowCost(const BvGraphOptions& options)
    : options_(options),
      outdegrees_(options.codes.outdegrees),
      references_(options.codes.references),
      block_counts_(options.codes.block_counts),
      blocks_(options.codes.blocks),
      intervals_(options.codes.intervals),
      residuals_(options.codes.residuals) {}

std::uint64_t RowCost::length(Code BvGraphCodes::*component, std::uint64_t value) const {
  if (component == &BvGraphCodes::residuals) return residuals_[value];
  if (component == &BvGraphCodes::blocks) return blocks_[value];
  if (component == &BvGraphCodes::intervals) return intervals_[value];
  if (component == &BvGraphCodes::references) return references_[value];
  if (component == &BvGraphCodes::block_counts) return block_counts_[value];
  return outdegrees_[value];
}

std::uint64_t RowCost::operator()(const BvGraphRow& row) const {
  std::uint64_t bits = 0;
  for_each_number(row, options_,
                  [&](Code BvGraphCodes::*component, std::uint64_t value) { bits += length(component, value); });
  return bits;
}

std::vector<std::uint32_t> select_references(const RowBlock& rows, const BvGraphOptions& options, const RowCost& cost) {
  ChunkCosts costs(rows, options, cost);
  if (options.window == 0 || options.max_reference_chain == 0) return References(rows.num_rows(), 0);
  return options.dynamic_selection ? select_dynamically(costs, options)
                                   : select_greedily(costs, options.max_reference_chain);
}

}  // namespace orbweb
