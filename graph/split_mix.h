// Numbers from a seed, the same on every machine: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
// generators", OOPSLA 2014, doi:10.1145/2660193.2660195).
#pragma once

#include <cstdint>

namespace orbweb {

/// A bijection whose results look drawn: the generator's finaliser, which also serves as a hash of small numbers.
constexpr std::uint64_t mixed(std::uint64_t value) {
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9U;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebU;
  return value ^ (value >> 31);
}

class SplitMix64 {
 public:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15U;  ///< 2^64 over the golden ratio, odd

  explicit SplitMix64(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() { return mixed(state_ += kStep); }
  /// Below `bound`, which is small beside 2^64: so small is the bias.
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  /// In [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

}  // namespace orbweb
