// Anderson acceleration of a fixed-point iteration x -> T(x), guarded.
//
// From the last four pairs x, T(x) it takes the mix of the T(x) whose residual T(x) - x is smallest in the 2-norm
// (Walker, Ni, "Anderson acceleration for fixed-point iterations", SIAM J. Numer. Anal. 49 (2011),
// doi:10.1137/10078356X).
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace orbweb::engine {

class AndersonMixer {
 public:
  static constexpr std::size_t kDepth = 3;

  /// Turns T(x), which is `image`, into the next x, no value below 0; false where it leaves it, being the first. 64
  /// bytes per element. Deterministic.
  bool mix(std::span<const double> x, std::span<double> image);
  /// Names the state, for algos/engine/checkpoint.h.
  template <class Archive>
  void persist(Archive& archive) {
    archive(pairs_);
    for (Change& change : changes_) {
      archive(change.residual);
      archive(change.image);
    }
    archive(residual_);
    archive(image_);
  }
  /// Whether all vectors are of this size, or of none where there are no pairs yet.
  bool fits(std::size_t size) const;

  /// Forgets all pairs.
  void clear() { pairs_ = 0; }

 private:
  struct Change {
    std::vector<double> residual, image;  ///< since the pair before
  };

  void remember(std::span<const double> x, std::span<const double> image);
  std::array<double, kDepth> best_mix() const;

  std::array<Change, kDepth> changes_;
  std::vector<double> residual_, image_;  ///< of the last pair
  std::size_t pairs_ = 0;                 ///< seen since clear()
};

}  // namespace orbweb::engine
