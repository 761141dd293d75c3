// One power iteration after the other over the SCP layout: what all solvers on it are made of.
//
// Dangling nodes are lumped: they pass nothing on but their mass, which is what the others' scores leave of 1.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "algos/engine/scp_sweep.h"
#include "algos/pagerank.h"

namespace orbweb::engine {

/// Real: as Sweeper has it.
template <class Real>
class LivingSweeps {
 public:
  /// `start` and, unless it is empty, `preference` (shares, summing to at most 1) hold one value per living node of
  /// `num_nodes` nodes in all. `outdegrees` and `preference` are kept by reference and readable one vector further.
  LivingSweeps(const Layout& layout, std::span<const std::uint32_t> outdegrees, std::span<const double> preference,
               std::uint64_t num_nodes, const PageRankOptions& options, std::span<const double> start);

  /// One sweep. Returns the L1 distance between the living nodes' scores before and after.
  double sweep();
  /// Goes on from `scores`, which must not be scores() itself.
  void restart(std::span<const double> scores);

  int iterations() const { return iterations_; }
  std::span<double> scores() { return std::span(sweeper_.scores()).first(num_living_); }
  std::uint64_t num_living() const { return num_living_; }

  /// Names the state, for algos/engine/checkpoint.h.
  template <class Archive>
  void persist(Archive& archive) {
    sweeper_.persist(archive);
    archive(living_mass_);
    archive(iterations_);
    archive.require(iterations_ >= 0);
  }

 private:
  Base base() const;

  const PageRankOptions& options_;
  bool has_preference_;
  std::uint64_t num_nodes_, num_living_;
  Sweeper<Real> sweeper_;
  double living_mass_ = 0;
  int iterations_ = 0;
};

extern template class LivingSweeps<double>;
extern template class LivingSweeps<float>;

}  // namespace orbweb::engine
