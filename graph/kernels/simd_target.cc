#include "graph/kernels/simd_target.h"

#include <hwy/targets.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>

#include "graph/error.h"

namespace orbweb {

namespace {

/// Asked once, before any target is forced: Highway's list shrinks when one is.
const std::vector<std::int64_t>& available_targets() {
  static const std::vector<std::int64_t> targets = hwy::SupportedAndGeneratedTargets();
  return targets;
}

std::int64_t target_of(std::string_view name, const std::string& origin) {
  if (name.empty()) return available_targets().front();
  std::string list;
  for (const std::int64_t target : available_targets()) {
    if (name == hwy::TargetName(target)) return target;
    list += (list.empty() ? "" : ", ") + std::string(hwy::TargetName(target));
  }
  throw ArgumentError(origin + in_quotes(name) + ": expected one of " + list);
}

std::int64_t target_of_environment() {
  const char* name = std::getenv("ORBWEB_SIMD_TARGET");
  return target_of(name == nullptr ? "" : name, "environment variable ORBWEB_SIMD_TARGET, SIMD target ");
}

/// The dispatch table always ends with scalar code, so a mask of one target leaves no other choice.
std::int64_t install(std::int64_t target) {
  hwy::SetSupportedTargetsForTest(target);
  hwy::GetChosenTarget().Update(target);
  return target;
}

/// The target in use. A throwing first call leaves it unset: each later use throws again.
std::atomic<std::int64_t>& current_target() {
  static std::atomic<std::int64_t> target = install((available_targets(), target_of_environment()));
  return target;
}

}  // namespace

std::string simd_target() { return hwy::TargetName(current_target()); }

std::vector<std::string> simd_targets() {
  std::vector<std::string> names;
  for (const std::int64_t target : available_targets()) names.emplace_back(hwy::TargetName(target));
  return names;
}

void force_simd_target(std::string_view name) {
  const std::int64_t target = target_of(name, "SIMD target ");
  current_target() = install(target);
}

namespace detail {
void choose_simd_target() { current_target(); }
}  // namespace detail

}  // namespace orbweb
