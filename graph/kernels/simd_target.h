// Which instruction set the kernels run on. Chosen from the processor at first use; the environment variable
// ORBWEB_SIMD_TARGET (AVX3, AVX2, SSE4, SCALAR ...) forces one; a name that it lacks is an ArgumentError at first use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace orbweb {

/// The target in use, by Highway's name.
std::string simd_target();

/// Targets that this machine and this build have, best first; the last one is scalar or its emulation.
std::vector<std::string> simd_targets();

/// Forces a target of simd_targets(), or the best for an empty name. Not thread-safe against running kernels.
/// Throws ArgumentError listing what there is.
void force_simd_target(std::string_view name);

namespace detail {
/// What every kernel calls first, so that the environment has its say. Throws ArgumentError for an unknown name there.
void choose_simd_target();
}  // namespace detail

}  // namespace orbweb
