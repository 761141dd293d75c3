// PageRank beside the loops that others use, on the same graph, to the same true error, in one run.
//
//   orbweb_bench_rank [GRAPH...]        GRAPH as in bench/graphs.h; default web:500000 rmat:16
//
// Each contender is first verified against a converged f64 reference. Then it runs until its distance from that
// reference, both normalised, is at most 1e-6, then 1e-9; only its own work is timed. Medians of three runs. "never"
// where 300 iterations do not get there, as f32 sums often cannot. The baseline is the fastest of the four plain loops
// that gets there: pull with a second vector, and in place (Gauss-Seidel), in f32 and f64, as GAP has them (Beamer,
// Asanović, Patterson, "The GAP benchmark suite", arXiv:1508.03619).
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "algos/detail/many_iteration.h"
#include "algos/engine/scp_build.h"
#include "algos/engine/scp_solver.h"
#include "algos/pagerank.h"
#include "bench/graphs.h"
#include "graph/kernels/simd_target.h"
#include "graph/parallel.h"

namespace orbweb::bench {
namespace {

constexpr double kAlpha = 0.85;
constexpr int kRounds = 3;
constexpr int kMostIterations = 300;
constexpr std::uint64_t kGrain = 1 << 14;

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

template <class T>
T median(std::vector<T> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// Something that iterates towards the PageRank of one graph.
class Contender {
 public:
  virtual ~Contender() = default;
  virtual void start() = 0;
  virtual void iterate() = 0;
  virtual void scores(std::vector<double>& x) = 0;  ///< any scale; not timed
  virtual double finish() { return 0; }             ///< seconds of what makes the scores complete
};

/// GAP's two loops: `in_place` uses new values at once.
template <class Real>
class PlainPull : public Contender {
 public:
  PlainPull(const BenchGraph& graph, bool in_place)
      : graph_(graph), in_place_(in_place), n_(graph.successors.num_nodes()), score_(n_), outgoing_(n_), next_(n_) {}

  void start() override {
    std::fill(score_.begin(), score_.end(), Real(1) / static_cast<Real>(n_));
    for (std::uint64_t u = 0; u < n_; ++u) outgoing_[u] = share(u);
  }
  void iterate() override {
    const Real base = static_cast<Real>(1 - kAlpha) / static_cast<Real>(n_);
    parallel_for(n_, kGrain, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t v = begin; v < end; ++v) {
        Real sum = 0;
        for (const NodeId u : graph_.predecessors[static_cast<NodeId>(v)]) sum += outgoing_[u];
        score_[v] = base + static_cast<Real>(kAlpha) * sum;
        if (in_place_) {
          outgoing_[v] = share(v);
        } else {
          next_[v] = share(v);
        }
      }
    });
    if (!in_place_) std::swap(outgoing_, next_);
  }
  void scores(std::vector<double>& x) override { x.assign(score_.begin(), score_.end()); }

 private:
  Real share(std::uint64_t u) const {
    const std::uint64_t degree = graph_.successors.degree(static_cast<NodeId>(u));
    return degree == 0 ? 0 : score_[u] / static_cast<Real>(degree);
  }

  const BenchGraph& graph_;
  bool in_place_;
  std::uint64_t n_;
  std::vector<Real> score_, outgoing_, next_;
};

/// The product's engine; the last pull that fills in the dangling nodes counts. Real: as Sweeper has it.
template <class Real>
class Scp : public Contender {
 public:
  Scp(const BenchGraph& graph, const std::vector<double>& outdegrees)
      : graph_(graph), outdegrees_(outdegrees), living_(outdegrees) {
    const double begin = now();
    layout_ = engine::build_layout(graph.predecessors, living_, {});
    layout_seconds = now() - begin;
    degrees_.assign(living_.size() + 8, 1);
    for (std::uint64_t i = 0; i < living_.size(); ++i) {
      degrees_[i] = static_cast<std::uint32_t>(outdegrees[living_.node(i)]);
    }
    first_.assign(living_.size(), 1 / static_cast<double>(outdegrees.size()));
  }

  void start() override {
    solver_ =
        std::make_unique<engine::ScpSolver<Real>>(layout_, std::span(degrees_).first(living_.size()),
                                                  std::span<const double>(), outdegrees_.size(), options_, first_);
  }
  void iterate() override { solver_->advance(); }
  void scores(std::vector<double>& x) override { fill(x); }
  double finish() override {
    std::vector<double> x;
    const double begin = now();
    fill(x);
    return now() - begin;
  }
  double bytes_per_arc() const {
    return static_cast<double>(layout_.bytes()) / static_cast<double>(graph_.successors.num_arcs());
  }

  double layout_seconds = 0;

 private:
  void fill(std::vector<double>& x) {
    const std::uint64_t n = outdegrees_.size();
    std::vector<double> outgoing(n);
    x.assign(n, 0);
    double living = 0;
    for (std::uint64_t i = 0; i < living_.size(); ++i) {
      const NodeId u = living_.node(i);
      x[u] = solver_->scores()[i];
      living += x[u];
      outgoing[u] = x[u] / outdegrees_[u];
    }
    const double base = (1 - kAlpha + kAlpha * (1 - living)) / static_cast<double>(n);
    parallel_for(n, kGrain, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t v = begin; v < end; ++v) {
        if (outdegrees_[v] > 0) continue;
        double sum = 0;
        for (const NodeId u : graph_.predecessors[static_cast<NodeId>(v)]) sum += outgoing[u];
        x[v] = base + kAlpha * sum;
      }
    });
  }

  const BenchGraph& graph_;
  const std::vector<double>& outdegrees_;
  engine::LivingNodes living_;
  engine::Layout layout_;
  PageRankOptions options_;
  std::vector<std::uint32_t> degrees_;
  std::vector<double> first_;
  std::unique_ptr<engine::ScpSolver<Real>> solver_;
};

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
};

constexpr double kErrors[2] = {1e-6, 1e-9};

Timing time_one(Contender& contender, const std::vector<double>& reference) {
  Timing timing;
  std::vector<double> steps, x;
  contender.start();
  double spent = 0;
  for (int i = 1; i <= kMostIterations && !timing.to_error[1]; ++i) {
    const double begin = now();
    contender.iterate();
    steps.push_back(now() - begin);
    spent += steps.back();
    contender.scores(x);
    const double error = error_of(x, reference);
    for (int level = 0; level < 2; ++level) {
      if (timing.to_error[level] || error > kErrors[level]) continue;
      timing.to_error[level] = spent + contender.finish();
      timing.iterations[level] = i;
    }
  }
  timing.per_iteration = median(steps);
  return timing;
}

Timing time_median(Contender& contender, const std::vector<double>& reference) {
  std::vector<Timing> runs;
  for (int round = 0; round < kRounds; ++round) runs.push_back(time_one(contender, reference));
  Timing middle = runs[0];
  const auto median_of = [&](auto&& value) {
    std::vector<double> values;
    for (const Timing& run : runs) values.push_back(value(run));
    return median(values);
  };
  middle.per_iteration = median_of([](const Timing& run) { return run.per_iteration; });
  for (int level = 0; level < 2; ++level) {
    if (middle.to_error[level]) {
      middle.to_error[level] = median_of([&](const Timing& run) { return run.to_error[level].value_or(INFINITY); });
    }
  }
  return middle;
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
  const auto reference_for = [&](Dangling policy) {
    std::vector<double> x =
        pagerank(rank_graph, {.tolerance = 1e-10, .dangling = policy, .solver = Solver::pull}).score;
    double total = 0;
    for (const double value : x) total += value;
    for (double& value : x) value /= total;
    return x;
  };
  // The plain loops let dangling mass go; scaled to 1, that is the same vector.
  const std::vector<double> reference = reference_for(Dangling::none);
  const std::vector<double> own_reference = reference_for(Dangling::strong);
  std::printf("\n%s: %llu nodes, %llu arcs, %.0f %% dangling; both references agree to %.1e\n", graph.name.c_str(),
              static_cast<unsigned long long>(n), static_cast<unsigned long long>(graph.successors.num_arcs()),
              100.0 * static_cast<double>(dangling) / static_cast<double>(n), error_of(own_reference, reference));
  std::printf("%-28s %12s %12s %20s %8s %20s %8s\n", "", "ms/iteration", "M arcs/s", "to 1e-6 (its)", "ratio",
              "to 1e-9 (its)", "ratio");
  std::vector<Timing> plain;
  const auto print = [&](const char* name, const Timing& timing, double extra) {
    std::printf("%-28s %12.3f %12.0f %20s %8s %20s %8s\n", name, 1e3 * timing.per_iteration,
                1e-6 * static_cast<double>(graph.successors.num_arcs()) / timing.per_iteration,
                time_text(timing, 0, extra).c_str(), ratio_text(plain, timing, 0, extra).c_str(),
                time_text(timing, 1, extra).c_str(), ratio_text(plain, timing, 1, extra).c_str());
  };
  const std::pair<const char*, std::function<std::unique_ptr<Contender>()>> loops[] = {
      {"plain pull f32", [&] { return std::make_unique<PlainPull<float>>(graph, false); }},
      {"plain pull f64", [&] { return std::make_unique<PlainPull<double>>(graph, false); }},
      {"in place f32", [&] { return std::make_unique<PlainPull<float>>(graph, true); }},
      {"in place f64", [&] { return std::make_unique<PlainPull<double>>(graph, true); }}};
  for (const auto& [name, make] : loops) {
    plain.push_back(time_median(*make(), reference));
    print(name, plain.back(), 0);
  }
  {
    Scp<float> narrow(graph, outdegrees);
    print("orbweb scp f32, layout kept", time_median(narrow, own_reference), 0);
  }
  Scp<double> scp(graph, outdegrees);
  const Timing timing = time_median(scp, own_reference);
  print("orbweb scp, layout kept", timing, 0);
  print("orbweb scp, layout built", timing, scp.layout_seconds);
  double fastest = INFINITY;
  for (const Timing& loop : plain) fastest = std::min(fastest, loop.per_iteration);
  compare_many(rank_graph, 1e3 * timing.per_iteration, 1e3 * fastest);
  std::printf("  layout: %.3f s, %.2f bytes per arc\n", scp.layout_seconds, scp.bytes_per_arc());
}

}  // namespace
}  // namespace orbweb::bench

int main(int argc, char** argv) {
  std::vector<std::string> graphs(argv + 1, argv + argc);
  if (graphs.empty()) graphs = {"web:500000", "rmat:16"};
  orbweb::with_threads(0, [&] {
    std::printf("%d threads, SIMD target %s\n", orbweb::num_threads(), orbweb::simd_target().c_str());
    for (const std::string& graph : graphs) orbweb::bench::compare(graph);
  });
}
