// HyperLogLog counters as packed bytes, a register each: unions and what an estimate needs, both in integers, so that
// every SIMD target gives the same values as the scalar twin.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace orbweb {

/// No register is larger: ranks above have no place in what register_sum() adds up, and probability 2^-48 per item.
inline constexpr std::uint8_t kLargestRegister = 48;

/// `result` = the larger of `own` and each of the counters `nodes` of `counters`, register by register; whether that
/// is another counter than `own`. Counter i is counters[i * own.size()] and on. Sizes are powers of two, 2^14 at most;
/// `result` is as long as `own` and does not overlap the others.
bool merge_counters(std::span<const std::uint8_t> own, const std::uint8_t* counters,
                    std::span<const std::uint32_t> nodes, std::uint8_t* result);

/// What an estimate is made of.
struct RegisterSum {
  std::uint64_t sum = 0;    ///< of 2^(48 - register) over all registers, the zeros included
  std::uint32_t zeros = 0;  ///< registers that are 0
};
/// A power of two of registers, 2^14 at most, none above kLargestRegister. Those of parts of a counter add up to the
/// whole's.
RegisterSum register_sum(std::span<const std::uint8_t> registers);

/// The obvious loops: the twins that tests compare with.
namespace scalar {
bool merge_counters(std::span<const std::uint8_t> own, const std::uint8_t* counters,
                    std::span<const std::uint32_t> nodes, std::uint8_t* result);
RegisterSum register_sum(std::span<const std::uint8_t> registers);
}  // namespace scalar

}  // namespace orbweb
