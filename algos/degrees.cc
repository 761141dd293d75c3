#include "algos/degrees.h"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "algos/detail/arcs.h"
#include "algos/detail/assortativity.h"
#include "algos/detail/domains.h"
#include "algos/detail/measure_scores.h"
#include "algos/detail/power_law.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

using Facts = std::map<std::string, double>;

std::vector<std::uint64_t> row_sizes(const Graph& rows) {
  std::vector<std::uint64_t> sizes(rows.num_nodes());
  for (std::size_t v = 0; v < sizes.size(); ++v) sizes[v] = rows.degree(static_cast<NodeId>(v));
  return sizes;
}

void add_tail(const std::string& degree, const std::vector<std::uint64_t>& values, const Control& control,
              Facts& facts) {
  const auto tail = detail::fit_power_law(values, control);
  if (!tail) return;
  facts[degree + "_exponent"] = tail->exponent;
  facts[degree + "_standard_error"] = tail->standard_error;
  facts[degree + "_tail_from"] = static_cast<double>(tail->from);
  facts[degree + "_tail_nodes"] = static_cast<double>(tail->size);
  facts[degree + "_ks_distance"] = tail->distance;
}

/// How many entries two sorted rows share, `self` left out.
std::uint64_t num_common(std::span<const NodeId> a, std::span<const NodeId> b, NodeId self) {
  std::uint64_t common = 0;
  for (auto i = a.begin(), j = b.begin(); i != a.end() && j != b.end();) {
    if (*i == *j) {
      common += *i != self ? 1U : 0U;
      ++i, ++j;
    } else {
      *i < *j ? ++i : ++j;
    }
  }
  return common;
}

/// Sum of whole numbers per node, exact below 2^53.
template <class CountAt>
double count_over_nodes(std::uint64_t num_nodes, CountAt&& count_at) {
  return parallel_sum(num_nodes, [&](std::uint64_t begin, std::uint64_t end) {
    std::uint64_t count = 0;
    for (std::uint64_t v = begin; v < end; ++v) count += count_at(static_cast<NodeId>(v));
    return static_cast<double>(count);
  });
}

void add_reciprocity(const detail::Directions& arcs, Facts& facts) {
  const Graph &out = *arcs.successors, &in = *arcs.predecessors;
  const double self_loops = count_over_nodes(out.num_nodes(), [&](NodeId v) {
    return std::binary_search(out[v].begin(), out[v].end(), v) ? std::uint64_t{1} : std::uint64_t{0};
  });
  const double others = static_cast<double>(out.num_arcs()) - self_loops;
  if (others == 0) return;
  const double answered = count_over_nodes(out.num_nodes(), [&](NodeId v) { return num_common(out[v], in[v], v); });
  facts["reciprocity"] = answered / others;
}

void add_cohesion(const char* name, const Graph& arcs, const std::vector<detail::GroupNumber>& group_of, Facts& facts) {
  if (arcs.num_arcs() == 0) return;
  const double within = count_over_nodes(arcs.num_nodes(), [&](NodeId v) {
    std::uint64_t count = 0;
    for (const NodeId target : arcs[v]) count += group_of[target] == group_of[v] ? 1U : 0U;
    return count;
  });
  facts[name] = within / static_cast<double>(arcs.num_arcs());
}

void add_cohesions(const Web& web, const Graph& arcs, Facts& facts) {
  const FoldLevel fold = web.provenance().fold;
  if (!web.has_names() || (fold != FoldLevel::page && fold != FoldLevel::host)) return;
  if (fold == FoldLevel::page) add_cohesion("arcs_within_host", arcs, detail::hosts_of(web), facts);
  add_cohesion("arcs_within_domain", arcs, detail::domains_of(web), facts);
}

}  // namespace

Scores degrees(const Web& web, const DegreesOptions& options, const Control& control) {
  const detail::Directions arcs = detail::directions_of(web, options.followed_only);
  control.check();
  Facts facts = detail::assortativity(arcs);
  std::vector<std::uint64_t> outdegrees = row_sizes(*arcs.successors);
  const std::vector<std::uint64_t> indegrees = row_sizes(*arcs.predecessors);
  add_tail("indegree", indegrees, control, facts);
  add_tail("outdegree", outdegrees, control, facts);
  add_reciprocity(arcs, facts);
  add_cohesions(web, *arcs.successors, facts);
  if (!outdegrees.empty()) {
    const auto dangling = std::count(outdegrees.begin(), outdegrees.end(), std::uint64_t{0});
    facts["dangling_share"] = static_cast<double>(dangling) / static_cast<double>(outdegrees.size());
  }
  Scores scores =
      detail::measure_scores("degrees", options, web, std::vector<double>(indegrees.begin(), indegrees.end()));
  scores.facts = std::move(facts);
  scores.columns.push_back({"outdegree", std::move(outdegrees)});
  return scores;
}

}  // namespace orbweb
