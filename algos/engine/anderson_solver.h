// PageRank of the living nodes by sweeps over the SCP layout, every second one mixed by Anderson acceleration.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "algos/engine/anderson.h"
#include "algos/engine/living_sweeps.h"
#include "algos/pagerank.h"

namespace orbweb::engine {

/// Takes the place of ScpSolver where there is memory for it: 80 bytes per living node more. Mixing after every second
/// sweep halves what the restart behind it costs, which is half a sweep. A mix that makes the next step larger than the
/// one before it is undone.
class AndersonSolver {
 public:
  /// As LivingSweeps.
  AndersonSolver(const Layout& layout, std::span<const std::uint32_t> outdegrees, std::span<const double> preference,
                 std::uint64_t num_nodes, const PageRankOptions& options, std::span<const double> start)
      : sweeps_(layout, outdegrees, preference, num_nodes, options, start) {}

  double advance();
  int iterations() const { return sweeps_.iterations(); }
  std::span<const double> scores() { return sweeps_.scores(); }

  /// Names the state, for algos/engine/checkpoint.h.
  template <class Archive>
  void persist(Archive& archive) {
    sweeps_.persist(archive);
    mixer_.persist(archive);
    archive(second_);
    archive(pair_start_);
    archive(unmixed_);
    archive(step_before_mix_);
    archive.require(fits());
  }

 private:
  bool fits() const;
  void mix(double step);

  LivingSweeps<double> sweeps_;
  AndersonMixer mixer_;
  bool second_ = false;  ///< whether the next sweep is the second of its pair
  std::vector<double> pair_start_, unmixed_;
  double step_before_mix_ = 0;  ///< 0 unless the last sweep ended with a mix
};

}  // namespace orbweb::engine
