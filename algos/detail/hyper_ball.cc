#include "algos/detail/hyper_ball.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <numbers>
#include <string>
#include <utility>

#include "algos/engine/checkpoint.h"
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
  explicit Bits(std::uint64_t size) : size_(size), words_((size + 63) / 64, 0) {}
  bool operator[](std::uint64_t i) const { return (words_[i / 64] >> (i % 64) & 1) != 0; }
  std::uint64_t word(std::uint64_t number) const { return words_[number]; }
  void set_unshared(std::uint64_t i) { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
  void set(std::uint64_t i) {
    std::atomic_ref(words_[i / 64]).fetch_or(std::uint64_t{1} << (i % 64), std::memory_order_relaxed);
  }
  void clear() { std::fill(words_.begin(), words_.end(), 0); }
  void fill() {
    std::fill(words_.begin(), words_.end(), ~std::uint64_t{0});
    if (!words_.empty()) words_.back() &= used_of_last();
  }
  template <class Archive>
  void persist(Archive& archive) {
    archive(words_);
    archive.require(words_.size() == (size_ + 63) / 64 && (words_.empty() || (words_.back() & ~used_of_last()) == 0));
  }

 private:
  std::uint64_t used_of_last() const { return ~std::uint64_t{0} >> (63 - (size_ - 1) % 64); }

  std::uint64_t size_;
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

/// plant() or persist() a state, then get_ready(), then advance() as long as it says.
class HyperBall {
 public:
  HyperBall(const Directions& arcs, const BallOptions& options)
      : successors_(*arcs.successors),
        predecessors_(*arcs.predecessors),
        options_(options),
        n_(successors_.num_nodes()),
        m_(std::uint64_t{1} << options.log2m),
        estimate_(m_),
        changed_(n_),
        changed_next_(n_),
        asked_(n_),
        num_blocks_((n_ + kBlock - 1) / kBlock) {}

  /// Every node's ball holds the node itself.
  void plant() {
    now_.assign(n_ * m_, 0);
    for (std::uint64_t v = 0; v < n_; ++v) plant(v);
    changed_.fill();
    sums_.harmonic.assign(n_, 0);
    sums_.distances.assign(n_, 0);
    sums_.reach.assign(n_, 1);
    sums_.neighbourhood.assign(1, static_cast<double>(n_));
  }

  /// Names the state, for algos/engine/checkpoint.h; before get_ready() or between steps.
  template <class Archive>
  void persist(Archive& archive) {
    archive(distance_);
    archive(now_);
    changed_.persist(archive);
    archive(sums_.neighbourhood);
    for (auto* values : {&sums_.harmonic, &sums_.distances, &sums_.reach}) {
      archive(*values);
      archive.require(values->size() == n_);
    }
    archive(sums_.within);
    archive.require(sums_.within.size() == (options_.within > 0 && distance_ >= options_.within ? n_ : 0));
    archive.require(now_.size() == n_ * m_ && !sums_.neighbourhood.empty());
    if constexpr (Archive::kReads) {
      archive.require(now_.empty() || *std::max_element(now_.begin(), now_.end()) <= kLargestRegister);
    }
  }

  /// All else follows from the state.
  void get_ready() {
    next_ = now_;
    for (std::uint64_t v = 0; v < n_; ++v) {
      if (changed_[v]) arcs_of_changed_ += successors_.degree(static_cast<NodeId>(v));
    }
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
    if (distance_ == options_.within) sums_.within = sums_.reach;
    if (gain > 0 || arcs_of_changed_ > 0) sums_.neighbourhood.push_back(sums_.neighbourhood.back() + gain);
    return arcs_of_changed_ > 0;
  }

  std::uint64_t distance() const { return distance_; }
  BallSums take() {
    if (distance_ < options_.within) sums_.within = sums_.reach;
    return std::move(sums_);
  }

 private:
  std::span<const std::uint8_t> counter(std::uint64_t v) const { return {now_.data() + v * m_, m_}; }

  /// The node itself as the only item.
  void plant(std::uint64_t v) {
    const std::uint64_t hash = mixed(mixed(v + 1) + options_.seed * SplitMix64::kStep);
    const int rank = 1 + std::countr_zero((hash >> options_.log2m) | std::uint64_t{1} << (kLargestRegister - 1));
    now_[v * m_ + (hash & (m_ - 1))] = static_cast<std::uint8_t>(rank);
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
  BallOptions options_;
  std::uint64_t n_, m_;
  Estimator estimate_;
  std::vector<std::uint8_t> now_, next_;
  Bits changed_, changed_next_, asked_;
  std::uint64_t num_blocks_;
  std::uint64_t arcs_of_changed_ = 0;
  std::uint64_t distance_ = 0;
  BallSums sums_;
};

}  // namespace

std::uint64_t ball_memory(std::uint64_t num_nodes, std::uint64_t num_arcs, int log2m) {
  const std::uint64_t counters = std::uint64_t{2} << log2m;
  const std::uint64_t sums = 4 * sizeof(double), arcs_index = 2 * sizeof(ArcIndex), bits = 1, score = sizeof(double);
  return num_nodes * (counters + sums + arcs_index + bits + score) + 2 * sizeof(NodeId) * num_arcs;
}

BallSums hyper_ball(const Directions& arcs, const BallOptions& options, const Control& control) {
  const std::string part = "hyperball";
  HyperBall balls(arcs, options);
  const auto persist = [&](auto& archive) { balls.persist(archive); };
  if (!engine::resume_state(control, part, persist)) balls.plant();
  balls.get_ready();
  do {
    engine::keep_state_or_stop(control, part, persist);
    control.progress({"hyperball", balls.distance(), 0, "steps"});
  } while (balls.advance());
  return balls.take();
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
