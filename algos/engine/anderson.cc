#include "algos/engine/anderson.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "graph/parallel.h"

namespace orbweb::engine {

namespace {

constexpr std::uint64_t kGrain = 1 << 14;

double dot(std::span<const double> a, std::span<const double> b) {
  return parallel_sum(a.size(), [&](std::uint64_t begin, std::uint64_t end) {
    double total = 0;
    for (std::uint64_t i = begin; i < end; ++i) total += a[i] * b[i];
    return total;
  });
}

}  // namespace

bool AndersonMixer::mix(std::span<const double> x, std::span<double> image) {
  remember(x, image);
  if (pairs_ < 2) return false;
  const std::array<double, kDepth> mix = best_mix();
  parallel_for(image.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) {
      double mixed = image[i];
      for (std::size_t j = 0; j < std::min(pairs_ - 1, kDepth); ++j) mixed -= mix[j] * changes_[j].image[i];
      image[i] = std::max(0.0, mixed);
    }
  });
  return true;
}

bool AndersonMixer::fits(std::size_t size) const {
  const auto fits = [&](const std::vector<double>& values) { return values.empty() || values.size() == size; };
  const std::size_t used = pairs_ == 0 ? 0 : std::min(std::max<std::size_t>(1, pairs_ - 1), kDepth);
  for (std::size_t i = 0; i < kDepth; ++i) {
    if (!fits(changes_[i].residual) || changes_[i].image.size() != changes_[i].residual.size()) return false;
    if (i < used && changes_[i].residual.size() != size) return false;
  }
  return fits(residual_) && fits(image_) && (pairs_ == 0 || (residual_.size() == size && image_.size() == size));
}

void AndersonMixer::remember(std::span<const double> x, std::span<const double> image) {
  residual_.resize(x.size());
  image_.resize(x.size());
  Change& change = changes_[pairs_ == 0 ? 0 : (pairs_ - 1) % kDepth];
  change.residual.resize(x.size());
  change.image.resize(x.size());
  parallel_for(x.size(), kGrain, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t i = begin; i < end; ++i) {
      const double residual = image[i] - x[i];
      change.residual[i] = residual - residual_[i];
      change.image[i] = image[i] - image_[i];
      residual_[i] = residual;
      image_[i] = image[i];
    }
  });
  ++pairs_;
}

/// Least squares by normal equations and Cholesky's factors. A change that the others make up but for rounding has no
/// say.
std::array<double, AndersonMixer::kDepth> AndersonMixer::best_mix() const {
  constexpr double kLeastShare = 1e-12;
  const std::size_t size = std::min(pairs_ - 1, kDepth);
  double lower[kDepth][kDepth] = {};
  std::array<double, kDepth> mix{};
  for (std::size_t i = 0; i < size; ++i) {
    const double square = dot(changes_[i].residual, changes_[i].residual);
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = j == i ? square : dot(changes_[i].residual, changes_[j].residual);
      for (std::size_t k = 0; k < j; ++k) rest -= lower[i][k] * lower[j][k];
      if (j < i) {
        lower[i][j] = lower[j][j] > 0 ? rest / lower[j][j] : 0;
      } else {
        lower[i][i] = rest > kLeastShare * square ? std::sqrt(rest) : 0;
      }
    }
    double rest = dot(changes_[i].residual, residual_);
    for (std::size_t k = 0; k < i; ++k) rest -= lower[i][k] * mix[k];
    mix[i] = lower[i][i] > 0 ? rest / lower[i][i] : 0;
  }
  for (std::size_t i = size; i-- > 0;) {
    for (std::size_t k = i + 1; k < size; ++k) mix[i] -= lower[k][i] * mix[k];
    mix[i] = lower[i][i] > 0 ? mix[i] / lower[i][i] : 0;
  }
  return mix;
}

}  // namespace orbweb::engine
