// PageRank beside the loops that others use, on the same graph, to the same true error, in one run.
//
//   orbweb_bench_rank [GRAPH...]        GRAPH as in bench/graphs.h; default web:500000 rmat:16
//
// Each contender is first verified against a converged f64 reference: how many iterations it takes until its distance
// from that reference, both normalised, is at most 1e-6, then 1e-9. Then so many are timed in a row. Medians of three
// runs, or one run where an iteration takes more than a tenth of a second. "never" where 300 iterations do not get
// there, or the last 30 gained nothing, as f32 sums often cannot. The baseline is the fastest of the four plain loops
// that gets there: pull with a second vector, and in place (Gauss-Seidel), in f32 and f64, as GAP has them (Beamer,
// Asanović, Patterson, "The GAP benchmark suite", arXiv:1508.03619).
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "algos/detail/many_iteration.h"
#include "algos/engine/anderson_solver.h"
#include "algos/engine/scp_solver.h"
#include "algos/pagerank.h"
#include "bench/graphs.h"
#include "bench/rank_contenders.h"
#include "graph/kernels/simd_target.h"
#include "graph/parallel.h"

namespace orbweb::bench {
namespace {

constexpr int kRounds = 3;
constexpr double kSlowIteration = 0.1;  // seconds; noise matters less to these, and one run takes minutes
constexpr int kTimedIterations = 20;
constexpr int kMostIterations = 300;
constexpr int kMostVainIterations = 30;  // some 0.85^30 = 0.008 of the error should be left after so many
constexpr std::uint64_t kMostBoostArcs = 20'000'000;

template <class T>
T median(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// L1 distance of x, scaled to the sum 1, from the reference.
double error_of(const std::vector<double>& x, const std::vector<double>& reference) {
  double total = 0;
  for (const double value : x) total += value;
  double distance = 0;
  for (std::size_t i = 0; i < x.size(); ++i) distance += std::abs(x[i] / total - reference[i]);
  return distance;
}

struct Timing {
  double per_iteration = 0;
  std::optional<double> to_error[2];
  int iterations[2] = {0, 0};
  std::vector<double> errors;  ///< after each iteration
};

constexpr double kErrors[2] = {1e-6, 1e-9};

/// Verifies: the true error after each iteration, and how many each error takes. In-place loops, whose threads read
/// what others write, may need one more or less another time.
Timing verify(Contender& contender, const std::vector<double>& reference) {
  Timing timing;
  std::vector<double> x;
  double best = std::numeric_limits<double>::infinity();
  int vain = 0;
  contender.start();
  for (int i = 1; i <= kMostIterations && timing.iterations[1] == 0 && vain < kMostVainIterations; ++i) {
    contender.iterate();
    contender.scores(x);
    timing.errors.push_back(error_of(x, reference));
    vain = timing.errors.back() < best ? 0 : vain + 1;
    best = std::min(best, timing.errors.back());
    for (int level = 0; level < 2; ++level) {
      if (timing.iterations[level] == 0 && timing.errors.back() <= kErrors[level]) timing.iterations[level] = i;
    }
  }
  return timing;
}

/// Seconds of `iterations` in a row.
double seconds_of(Contender& contender, int iterations) {
  contender.start();
  const double begin = now();
  for (int i = 0; i < iterations; ++i) contender.iterate();
  return now() - begin;
}

Timing time_median(Contender& contender, const std::vector<double>& reference) {
  Timing timing = verify(contender, reference);
  const bool is_slow = seconds_of(contender, 1) > kSlowIteration;
  const auto median_of = [&](int iterations, bool finish) {
    std::vector<double> seconds;
    for (int round = 0; round < (is_slow ? 1 : kRounds); ++round) {
      seconds.push_back(seconds_of(contender, iterations));
      if (finish) seconds.back() += contender.finish();
    }
    return median(seconds);
  };
  timing.per_iteration = median_of(kTimedIterations, false) / kTimedIterations;
  for (int level = 0; level < 2; ++level) {
    if (timing.iterations[level] > 0) timing.to_error[level] = median_of(timing.iterations[level], true);
  }
  return timing;
}

std::string time_text(const Timing& timing, int level, double extra) {
  if (!timing.to_error[level]) return "never";
  char text[64];
  std::snprintf(text, sizeof text, "%.1f ms (%d)", 1e3 * (*timing.to_error[level] + extra), timing.iterations[level]);
  return text;
}

/// How many times faster than the fastest plain loop that gets there.
std::string ratio_text(const std::vector<Timing>& plain, const Timing& own, int level, double extra) {
  double best = INFINITY;
  for (const Timing& timing : plain) best = std::min(best, timing.to_error[level].value_or(INFINITY));
  if (!own.to_error[level] || std::isinf(best)) return "-";
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", best / (*own.to_error[level] + extra));
  return text;
}

/// Iterations until the true error is 10^-1, 10^-2 and so on.
void print_curve(const char* name, const Timing& timing) {
  std::printf("%-28s", name);
  for (double error = 0.1; error > 5e-11; error /= 10) {
    const auto reached =
        std::find_if(timing.errors.begin(), timing.errors.end(), [&](double found) { return found <= error; });
    if (reached == timing.errors.end()) break;
    std::printf(" %5td", reached - timing.errors.begin() + 1);
  }
  std::printf("\n");
}

/// Milliseconds of `step`, as the median of 20.
double median_step(const std::function<void()>& step) {
  std::vector<double> times;
  for (int i = 0; i < 20; ++i) {
    const double begin = now();
    step();
    times.push_back(1e3 * (now() - begin));
  }
  return median(times);
}

/// What one vector's iteration costs where eight are pulled at once, beside `single` and `plain` milliseconds.
void compare_many(const RankGraph& graph, double single, double plain) {
  std::vector<double> seeds(graph.out_weights.size(), 1);
  std::vector<NodeDistribution> teleports;
  for (std::size_t i = 0; i < kManyVectors; ++i) {
    seeds[i] = 1e3;
    teleports.emplace_back(seeds, seeds.size());
  }
  const PageRankOptions options;
  detail::ManyIteration pulls(graph, options, teleports);
  const double each = median_step([&] { pulls.advance(); }) / static_cast<double>(kManyVectors);
  std::printf("%-28s %12.3f   %.2f times orbweb scp, %.2f times the fastest plain loop\n", "16 vectors pulled, each",
              each, single / each, plain / each);
}

/// The converged vector in f64, scaled to the sum 1.
std::vector<double> reference_of(const RankGraph& graph, Dangling policy) {
  std::vector<double> x = pagerank(graph, {.tolerance = 1e-10, .dangling = policy, .solver = Solver::pull}).score;
  double total = 0;
  for (const double value : x) total += value;
  for (double& value : x) value /= total;
  return x;
}

void print_header() {
  std::printf("%-28s %12s %12s %20s %8s %20s %8s\n", "", "ms/iteration", "M arcs/s", "to 1e-6 (its)", "ratio",
              "to 1e-9 (its)", "ratio");
}

/// `extra` seconds count to both errors.
void print_row(const BenchGraph& graph, const std::vector<Timing>& plain, const char* name, const Timing& timing,
               double extra) {
  std::printf("%-28s %12.3f %12.0f %20s %8s %20s %8s\n", name, 1e3 * timing.per_iteration,
              1e-6 * static_cast<double>(graph.successors.num_arcs()) / timing.per_iteration,
              time_text(timing, 0, extra).c_str(), ratio_text(plain, timing, 0, extra).c_str(),
              time_text(timing, 1, extra).c_str(), ratio_text(plain, timing, 1, extra).c_str());
}

std::vector<std::pair<const char*, std::function<std::unique_ptr<Contender>()>>> plain_loops(const BenchGraph& graph) {
  return {{"plain pull f32", [&] { return std::make_unique<PlainPull<float>>(graph, false); }},
          {"plain pull f64", [&] { return std::make_unique<PlainPull<double>>(graph, false); }},
          {"in place f32", [&] { return std::make_unique<PlainPull<float>>(graph, true); }},
          {"in place f64", [&] { return std::make_unique<PlainPull<double>>(graph, true); }}};
}

void compare(const std::string& description) {
  const BenchGraph graph = make_graph(description);
  const std::uint64_t n = graph.successors.num_nodes();
  std::vector<double> outdegrees(n);
  std::uint64_t dangling = 0;
  for (std::uint64_t u = 0; u < n; ++u) {
    outdegrees[u] = static_cast<double>(graph.successors.degree(static_cast<NodeId>(u)));
    if (outdegrees[u] == 0) ++dangling;
  }
  const RankGraph rank_graph{std::make_shared<const Graph>(graph.predecessors), {}, outdegrees};
  // The plain loops let dangling mass go; scaled to 1, that is the same vector.
  const std::vector<double> reference = reference_of(rank_graph, Dangling::none);
  const std::vector<double> own_reference = reference_of(rank_graph, Dangling::strong);
  std::printf("\n%s: %llu nodes, %llu arcs, %.0f %% dangling; both references agree to %.1e\n", graph.name.c_str(),
              static_cast<unsigned long long>(n), static_cast<unsigned long long>(graph.successors.num_arcs()),
              100.0 * static_cast<double>(dangling) / static_cast<double>(n), error_of(own_reference, reference));
  print_header();
  std::vector<Timing> plain;
  const auto print = [&](const char* name, const Timing& timing, double extra) {
    print_row(graph, plain, name, timing, extra);
  };
  for (const auto& [name, make] : plain_loops(graph)) {
    plain.push_back(time_median(*make(), reference));
    print(name, plain.back(), 0);
  }
  if (graph.successors.num_arcs() < kMostBoostArcs) {
    Boost boost(graph);
    print("Boost.Graph, one thread", time_median(boost, reference), 0);
  }
  std::vector<std::pair<const char*, Timing>> own;
  const auto run = [&](const char* name, Contender& contender) {
    own.emplace_back(name, time_median(contender, own_reference));
    print(name, own.back().second, 0);
  };
  {
    InParts in_parts(rank_graph);
    run("orbweb gauss-seidel", in_parts);
  }
  {
    Scp<engine::AndersonSolver> anderson(graph, outdegrees);
    run("orbweb anderson, layout kept", anderson);
  }
  {
    Scp<engine::ScpSolver<float>> narrow(graph, outdegrees);
    run("orbweb scp f32, layout kept", narrow);
  }
  Scp<engine::ScpSolver<double>> scp(graph, outdegrees);
  run("orbweb scp, layout kept", scp);
  const Timing& timing = own.back().second;
  print("orbweb scp, layout built", timing, scp.layout_seconds);
  double fastest = INFINITY;
  for (const Timing& loop : plain) fastest = std::min(fastest, loop.per_iteration);
  compare_many(rank_graph, 1e3 * timing.per_iteration, 1e3 * fastest);
  std::printf("iterations to a true error of  0.1  0.01 ...\n");
  print_curve("plain pull f64", plain[1]);
  for (const auto& [name, curve] : own) print_curve(name, curve);
  std::printf("  layout: %.3f s, %.2f bytes per arc\n", scp.layout_seconds, scp.bytes_per_arc());
}

}  // namespace
}  // namespace orbweb::bench

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);  // rows take minutes: each is there when it is known, in a file too
  std::vector<std::string> graphs(argv + 1, argv + argc);
  if (graphs.empty()) graphs = {"web:500000", "rmat:16"};
  orbweb::with_threads(0, [&] {
    std::printf("%d threads, SIMD target %s\n", orbweb::num_threads(), orbweb::simd_target().c_str());
    for (const std::string& graph : graphs) orbweb::bench::compare(graph);
  });
}
