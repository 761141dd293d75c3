// What bench/rank_bench.cc compares: loops that others use, Boost.Graph, and the product's solvers.
#pragma once

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/page_rank.hpp>
#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "algos/engine/gauss_seidel.h"
#include "algos/engine/scp_build.h"
#include "algos/pagerank.h"
#include "bench/graphs.h"
#include "graph/huge_pages.h"
#include "graph/parallel.h"

namespace orbweb::bench {

inline constexpr double kAlpha = 0.85;
inline constexpr std::uint64_t kGrain = 1 << 14;

inline double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
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
  HugeVector<Real> score_, outgoing_, next_;  // pages as large as the product's
};

/// The Boost Graph Library's PageRank, a step at a time, on its own compressed graph: one thread.
class Boost : public Contender {
 public:
  explicit Boost(const BenchGraph& graph) : rank_(graph.successors.num_nodes()), next_(rank_.size()) {
    std::vector<std::pair<NodeId, NodeId>> arcs;
    for (std::uint64_t u = 0; u < rank_.size(); ++u) {
      for (const NodeId v : graph.successors[static_cast<NodeId>(u)]) arcs.emplace_back(static_cast<NodeId>(u), v);
    }
    graph_ = std::make_unique<BoostGraph>(boost::edges_are_sorted, arcs.begin(), arcs.end(), rank_.size());
  }

  void start() override { std::fill(rank_.begin(), rank_.end(), 1 / static_cast<double>(rank_.size())); }
  void iterate() override {
    const auto index = get(boost::vertex_index, *graph_);
    const auto from = boost::make_iterator_property_map(rank_.begin(), index);
    boost::graph::detail::page_rank_step(*graph_, from, boost::make_iterator_property_map(next_.begin(), index), kAlpha,
                                         boost::incidence_graph_tag());
    std::swap(rank_, next_);
  }
  void scores(std::vector<double>& x) override { x = rank_; }

 private:
  using BoostGraph = boost::compressed_sparse_row_graph<boost::directedS>;
  std::unique_ptr<BoostGraph> graph_;
  std::vector<double> rank_, next_;
};

/// The product's other solver that reads rows.
class InParts : public Contender {
 public:
  explicit InParts(const RankGraph& graph) : graph_(graph), teleport_({}, graph.out_weights.size()) {}
  void start() override { solver_ = std::make_unique<engine::GaussSeidel>(graph_, options_, teleport_, start_); }
  void iterate() override { solver_->advance(); }
  void scores(std::vector<double>& x) override { x = solver_->scores(); }

 private:
  const RankGraph& graph_;
  PageRankOptions options_;
  NodeDistribution teleport_;
  std::vector<double> start_;
  std::unique_ptr<engine::GaussSeidel> solver_;
};

/// The product's engine; the last pull that fills in the dangling nodes counts.
template <class Solver>
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
    solver_ = std::make_unique<Solver>(layout_, std::span(degrees_).first(living_.size()), std::span<const double>(),
                                       outdegrees_.size(), options_, first_);
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
  std::unique_ptr<Solver> solver_;
};

}  // namespace orbweb::bench
