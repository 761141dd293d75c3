#include "algos/detail/assortativity.h"

#include <cmath>
#include <vector>

#include "graph/parallel.h"

namespace orbweb::detail {

namespace {

std::vector<double> degrees_of(const Graph& rows) {
  std::vector<double> degrees(rows.num_nodes());
  for (std::size_t v = 0; v < degrees.size(); ++v)
    degrees[v] = static_cast<double>(rows.degree(static_cast<NodeId>(v)));
  return degrees;
}

/// A degree as arcs meet it at one of their ends, with its mean over these taken off.
struct EndDegree {
  std::vector<double> centred;
  double deviation;  ///< square root of the sum of squares over all arcs
};

/// `arcs_at` says how many arcs have this end at a node.
EndDegree end_degree(const std::vector<double>& degrees, const std::vector<double>& arcs_at, double num_arcs) {
  const double mean = dot(degrees, arcs_at) / num_arcs;
  EndDegree end{degrees, 0};
  for (double& degree : end.centred) degree -= mean;
  end.deviation = std::sqrt(parallel_sum(degrees.size(), [&](std::uint64_t begin, std::uint64_t last) {
    double sum_of_block = 0;
    for (std::uint64_t v = begin; v < last; ++v) sum_of_block += arcs_at[v] * end.centred[v] * end.centred[v];
    return sum_of_block;
  }));
  return end;
}

}  // namespace

std::map<std::string, double> assortativity(const Directions& arcs) {
  std::map<std::string, double> coefficients;
  const std::vector<double> out = degrees_of(*arcs.successors), in = degrees_of(*arcs.predecessors);
  const auto num_arcs = static_cast<double>(arcs.successors->num_arcs());
  if (num_arcs == 0) return coefficients;
  std::vector<double> of_referrers(out.size());
  for (const auto& [source_word, source_degrees] : {std::pair("out", &out), std::pair("in", &in)}) {
    const EndDegree source = end_degree(*source_degrees, out, num_arcs);
    row_sums(*arcs.predecessors, source.centred, of_referrers);
    for (const auto& [target_word, target_degrees] : {std::pair("out", &out), std::pair("in", &in)}) {
      const EndDegree target = end_degree(*target_degrees, in, num_arcs);
      if (source.deviation == 0 || target.deviation == 0) continue;
      coefficients[std::string("assortativity_") + source_word + "_" + target_word] =
          dot(of_referrers, target.centred) / (source.deviation * target.deviation);
    }
  }
  return coefficients;
}

}  // namespace orbweb::detail
