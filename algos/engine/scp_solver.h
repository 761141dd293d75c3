// PageRank of the living nodes by sweeps over the SCP layout: the power iteration with guarded extrapolation.
//
// Power extrapolation: x <- (x_k - a^6 x_{k-6}) / (1 - a^6) takes out the eigenvalues near the six roots of a^6, which
// self loops, 2-cycles and 3-cycles of small closed groups of pages cause (Haveliwala, Kamvar, Klein, Manning, Golub,
// "Computing PageRank using power extrapolation", 2003). It is done at most three times, only while steps shrink slower
// than the plain iteration's worst, and undone where it makes the next step larger.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "algos/engine/living_sweeps.h"
#include "algos/pagerank.h"

namespace orbweb::engine {

/// Real: as Sweeper has it.
template <class Real>
class ScpSolver {
 public:
  /// As LivingSweeps.
  ScpSolver(const Layout& layout, std::span<const std::uint32_t> outdegrees, std::span<const double> preference,
            std::uint64_t num_nodes, const PageRankOptions& options, std::span<const double> start)
      : alpha_(options.alpha), sweeps_(layout, outdegrees, preference, num_nodes, options, start) {}

  /// One sweep. Returns the L1 distance between the living nodes' scores before and after; at least what an
  /// extrapolation that was undone had made of it.
  double advance();

  int iterations() const { return sweeps_.iterations(); }
  int extrapolations() const { return extrapolations_; }
  std::span<const double> scores() { return sweeps_.scores(); }

  /// Names the state, for algos/engine/checkpoint.h.
  template <class Archive>
  void persist(Archive& archive) {
    sweeps_.persist(archive);
    archive(extrapolations_);
    archive(kept_at_);
    archive(kept_);
    archive(last_step_);
    archive(step_before_extrapolation_);
    archive.require(fits());
  }

 private:
  bool fits() const;
  void extrapolate();
  void consider_extrapolation(double step);

  double alpha_;
  LivingSweeps<Real> sweeps_;
  int extrapolations_ = 0;
  int kept_at_ = -1;  ///< iteration whose scores kept_ holds; -1 for none
  std::vector<double> kept_;
  double last_step_ = 0;
  double step_before_extrapolation_ = 0;  ///< 0 unless the last iteration ended with one
};

extern template class ScpSolver<double>;
extern template class ScpSolver<float>;

}  // namespace orbweb::engine
