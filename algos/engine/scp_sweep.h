// One PageRank iteration over the SCP layout.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "algos/engine/scp_layout.h"
#include "graph/huge_pages.h"

namespace orbweb::engine {

/// What the teleport and the dangling nodes' mass are worth in one iteration.
struct Base {
  double preferred = 0;  ///< per share of the preference
  double uniform = 0;    ///< per node
};

/// What an iteration tells of all living nodes together.
struct SweepSums {
  double total = 0;  ///< of the scores
  double step = 0;   ///< L1 distance to the iteration before
};

/// Scores of the living nodes and what the next iteration needs of the last. Real is what nodes pass on in: double, or
/// float, which takes half of the cache and stalls at a relative error of about 1e-7. Sums are in double precision. 16
/// bytes per node, two Real per message.
template <class Real>
class Sweeper {
 public:
  /// `outdegrees` and, unless it is empty, `preference` hold one value per living node. All are kept by reference.
  Sweeper(const Layout& layout, std::span<const std::uint32_t> outdegrees, std::span<const double> preference,
          double alpha);
  ~Sweeper();

  /// Takes `scores` as the last iteration's.
  void start(std::span<const double> scores);
  /// scores = alpha * (what arcs bring) + base. Parallel; the same bytes for any number of threads.
  SweepSums sweep(const Base& base);

  HugeVector<double>& scores() { return scores_; }

  /// Names all that decides the next iteration: the scores, and how what they pass on was added up.
  template <class Archive>
  void persist(Archive& archive) {
    archive(swept_);
    archive(scores_);
    archive.require(fits());
    if constexpr (Archive::kReads) resume();
  }

 private:
  struct Scratch;

  bool fits() const;
  void resume();

  const Layout& layout_;
  std::span<const std::uint32_t> outdegrees_;
  std::span<const double> preference_;
  double alpha_;
  bool swept_ = false;  ///< whether the scores are a sweep's, not start()'s
  HugeVector<double> scores_;
  HugeVector<double> inner_sums_;  ///< what each node gets from its own part
  HugeVector<Real> messages_, next_messages_;
};

extern template class Sweeper<double>;
extern template class Sweeper<float>;

}  // namespace orbweb::engine
