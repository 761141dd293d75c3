#include "algos/detail/hyper_ball.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <numbers>
#include <utility>

#include "graph/kernels/registers.h"
#include "graph/parallel.h"
#include "graph/split_mix.h"

namespace orbweb::detail {

namespace {

constexpr std::uint64_t kBlock =
    1 << 10;                           // nodes per task: a multiple of 64, so that no two tasks share a word of bits
constexpr std::uint64_t kSparse = 16;  // below 1/kSparse of all arcs, changes are followed from their sources

class Bits {
 public:
  explicit Bits(std::uint64_t size) : words_((size + 63) / 64, 0) {}
  bool operator[](std::uint64_t i) const { return (words_[i / 64] >> (i % 64) & 1) != 0; }
  std::uint64_t word(std::uint64_t number) const { return words_[number]; }
  void set_unshared(std::uint64_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
  void set(std::uint64_t i) {
    std::atomic_ref(words_[i / 64]).fetch_or(std::uint64_t{1} << (i % 64), std::memory_order_relaxed);
  }
  void clear() { std::fill(words_.begin(), words_.end(), 0); }
  void fill() { std::fill(words_.begin(), words_.end(), ~std::uint64_t{0}); }

 private:
  std::vector<std::uint64_t> words_;
};

/// From registers to a number of items.
class Estimator {
 public:
  explicit Estimator(std::uint64_t m) : m_(static_cast<double>(m)), sigma_(m + 1) {
    for (std::uint64_t zeros = 0; zeros < m; ++zeros) sigma_[zeros] = m_ * sigma(static_cast<double>(zeros) / m_);
  }

  double operator()(const RegisterSum& registers) const {
    const std::uint64_t of_zeros = std::uint64_t{registers.zeros} << kLargestRegister;
    const double powers = std::ldexp(static_cast<double>(registers.sum - of_zeros), -int{kLargestRegister});
    return m_ * m_ / (2 * std::numbers::ln2 * (sigma_[registers.zeros] + powers));
  }

 private:
  /// x + sum of x^(2^k) 2^(k-1), for x < 1.
  static double sigma(double x) {
    double sum = x, before = -1, factor = 1;
    while (sum != before) {
      x *= x;
      before = sum;
      sum += x * factor;
      factor += factor;
    }
    return sum;
  }

  double m_;
  std::vector<double> sigma_;
};

class HyperBall {
 public:
  HyperBall(const Directions& arcs, int log2m, std::uint64_t seed)
      : successors_(*arcs.successors),
        predecessors_(*arcs.predecessors),
        n_(successors_.num_nodes()),
        m_(std::uint64_t{1} << log2m),
        estimate_(m_),
        now_(n_ * m_, 0),
        next_(n_ * m_, 0),
        changed_(n_),
        changed_next_(n_),
        asked_(n_),
        num_blocks_((n_ + kBlock - 1) / kBlock) {
    sums_.harmonic.assign(n_, 0);
    sums_.distances.assign(n_, 0);
    sums_.reach.resize(n_);
    for (std::uint64_t v = 0; v < n_; ++v) plant(v, log2m, seed);
    changed_.fill();
    sums_.neighbourhood.push_back(static_cast<double>(n_));
    arcs_of_changed_ = successors_.num_arcs();
  }

  /// One step further; false where nothing is left to hand on.
  bool advance() {
    ++distance_;
    const bool sparse = arcs_of_changed_ < successors_.num_arcs() / kSparse;
    if (sparse) ask_successors();
    std::vector<double> gains(num_blocks_, 0.0);
    std::vector<std::uint64_t> arcs(num_blocks_, 0);
    parallel_for(num_blocks_, 1, [&](std::uint64_t begin, std::uint64_t end) {
      std::vector<std::uint32_t> sources;
      for (std::uint64_t block = begin; block < end; ++block) {
        update(block, sparse, sources, gains[block], arcs[block]);
      }
    });
    std::swap(now_, next_);
    std::swap(changed_, changed_next_);
    changed_next_.clear();
    arcs_of_changed_ = 0;
    double gain = 0;
    for (std::uint64_t block = 0; block < num_blocks_; ++block) {
      gain += gains[block];
      arcs_of_changed_ += arcs[block];
    }
    if (gain > 0 || arcs_of_changed_ > 0) sums_.neighbourhood.push_back(sums_.neighbourhood.back() + gain);
    return arcs_of_changed_ > 0;
  }

  std::uint64_t distance() const { return distance_; }
  BallSums take() { return std::move(sums_); }

 private:
  std::span<const std::uint8_t> counter(std::uint64_t v) const { return {now_.data() + v * m_, m_}; }

  /// The node itself as the only item.
  void plant(std::uint64_t v, int log2m, std::uint64_t seed) {
    const std::uint64_t hash = mixed(mixed(v + 1) + seed * SplitMix64::kStep);
    const int rank = 1 + std::countr_zero((hash >> log2m) | std::uint64_t{1} << (kLargestRegister - 1));
    now_[v * m_ + (hash & (m_ - 1))] = static_cast<std::uint8_t>(rank);
    sums_.reach[v] = 1;
  }

  /// Marks the nodes to which a counter that changed is handed on.
  void ask_successors() {
    asked_.clear();
    parallel_for(num_blocks_, 16, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t word = begin * kBlock / 64; word < std::min(end * kBlock, n_ + 63) / 64; ++word) {
        for (std::uint64_t bits = changed_.word(word); bits != 0; bits &= bits - 1) {
          const std::uint64_t v = 64 * word + static_cast<std::uint64_t>(std::countr_zero(bits));
          for (const NodeId target : successors_[static_cast<NodeId>(v)]) asked_.set(target);
        }
      }
    });
  }

  /// Nodes of one block. What did not change now but did before is copied, so that both arrays agree.
  void update(std::uint64_t block, bool sparse, std::vector<std::uint32_t>& sources, double& gain,
              std::uint64_t& arcs) {
    const std::uint64_t end = std::min(n_, (block + 1) * kBlock);
    for (std::uint64_t first = block * kBlock; first < end; first += 64) {
      const std::uint64_t stale = changed_.word(first / 64);
      const std::uint64_t asked = sparse ? asked_.word(first / 64) : ~std::uint64_t{0};
      for (std::uint64_t bits = stale | asked; bits != 0; bits &= bits - 1) {
        const std::uint64_t v = first + static_cast<std::uint64_t>(std::countr_zero(bits));
        if (v >= end) break;
        const std::uint64_t bit = bits & (~bits + 1);
        if ((asked & bit) != 0 && unite(v, sources)) {
          gain += grow(v);
          arcs += successors_.degree(static_cast<NodeId>(v));
        } else if ((stale & bit) != 0) {
          std::copy_n(now_.data() + v * m_, m_, next_.data() + v * m_);
        }
      }
    }
  }

  /// Whether the counter of v, in next_, is another than before.
  bool unite(std::uint64_t v, std::vector<std::uint32_t>& sources) {
    sources.clear();
    for (const NodeId u : predecessors_[static_cast<NodeId>(v)]) {
      if (changed_[u]) sources.push_back(u);
    }
    return !sources.empty() && merge_counters(counter(v), now_.data(), sources, next_.data() + v * m_);
  }

  /// Takes the new counter of v into account; returns how many nodes it has gained.
  double grow(std::uint64_t v) {
    changed_next_.set_unshared(v);
    const double reach = estimate_(register_sum({next_.data() + v * m_, m_}));
    const double gained = reach - sums_.reach[v];
    const auto steps = static_cast<double>(distance_);
    sums_.harmonic[v] += gained / steps;
    sums_.distances[v] += gained * steps;
    sums_.reach[v] = reach;
    return gained;
  }

  const Graph &successors_, &predecessors_;
  std::uint64_t n_, m_;
  Estimator estimate_;
  std::vector<std::uint8_t> now_, next_;
  Bits changed_, changed_next_, asked_;
  std::uint64_t num_blocks_;
  std::uint64_t arcs_of_changed_ = 0;
  std::uint64_t distance_ = 0;
  BallSums sums_;
};

/// Of one node, by a search against the arcs; `at_distance` counts pairs.
void search_back(NodeId target, const Graph& predecessors, std::vector<std::uint32_t>& seen_by,
                 std::vector<NodeId>& queue, BallSums& sums, std::vector<std::uint64_t>& at_distance) {
  queue.assign(1, target);
  seen_by[target] = target + 1;
  std::size_t begin = 0;
  for (std::uint64_t distance = 1; begin < queue.size(); ++distance) {
    const std::size_t end = queue.size();
    for (; begin < end; ++begin) {
      for (const NodeId u : predecessors[queue[begin]]) {
        if (seen_by[u] == target + 1) continue;
        seen_by[u] = target + 1;
        queue.push_back(u);
      }
    }
    const std::uint64_t gained = queue.size() - end;
    if (gained == 0) break;
    sums.harmonic[target] += static_cast<double>(gained) / static_cast<double>(distance);
    sums.distances[target] += static_cast<double>(gained * distance);
    if (at_distance.size() <= distance) at_distance.resize(distance + 1, 0);
    at_distance[distance] += gained;
  }
  sums.reach[target] = static_cast<double>(queue.size());
}

}  // namespace

std::uint64_t ball_memory(std::uint64_t num_nodes, std::uint64_t num_arcs, int log2m) {
  const std::uint64_t counters = std::uint64_t{2} << log2m;
  const std::uint64_t sums = 3 * sizeof(double), arcs_index = 2 * sizeof(ArcIndex), bits = 1, score = sizeof(double);
  return num_nodes * (counters + sums + arcs_index + bits + score) + 2 * sizeof(NodeId) * num_arcs;
}

BallSums hyper_ball(const Directions& arcs, int log2m, std::uint64_t seed, const Control& control) {
  HyperBall balls(arcs, log2m, seed);
  do {
    control.check();
    control.progress({"hyperball", balls.distance(), 0, "steps"});
  } while (balls.advance());
  return balls.take();
}

BallSums exact_balls(const Directions& arcs, const Control& control) {
  const std::uint64_t n = arcs.predecessors->num_nodes();
  BallSums sums{std::vector<double>(n), std::vector<double>(n), std::vector<double>(n), {}};
  const auto workers = static_cast<std::uint64_t>(num_threads());
  std::vector<std::vector<std::uint64_t>> at_distance(workers, std::vector<std::uint64_t>(1, 0));
  std::atomic<std::uint64_t> next = 0;
  parallel_for(workers, 1, [&](std::uint64_t first, std::uint64_t) {
    std::vector<std::uint32_t> seen_by(n, 0);
    std::vector<NodeId> queue;
    for (std::uint64_t target = 0; (target = next++) < n;) {
      control.check();
      search_back(static_cast<NodeId>(target), *arcs.predecessors, seen_by, queue, sums, at_distance[first]);
    }
  });
  std::vector<std::uint64_t> pairs(1, n);
  for (const auto& of_worker : at_distance) {
    pairs.resize(std::max(pairs.size(), of_worker.size()), 0);
    for (std::size_t d = 1; d < of_worker.size(); ++d) pairs[d] += of_worker[d];
  }
  std::uint64_t within = 0;
  for (const std::uint64_t count : pairs) sums.neighbourhood.push_back(static_cast<double>(within += count));
  return sums;
}

double effective_diameter(const std::vector<double>& neighbourhood, double share) {
  if (neighbourhood.size() < 2) return 0;
  const double wanted = share * neighbourhood.back();
  std::size_t t = 0;
  while (neighbourhood[t] < wanted) ++t;
  if (t == 0) return 0;
  const double before = neighbourhood[t - 1];
  return static_cast<double>(t - 1) + (wanted - before) / (neighbourhood[t] - before);
}

}  // namespace orbweb::detail
