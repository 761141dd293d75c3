// A test on each SIMD target of this machine.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "graph/kernels/simd_target.h"

namespace orbweb::test {

/// The parameter is the target's name; what was chosen before is chosen again at the end.
class EveryTarget : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    before_ = simd_target();
    force_simd_target(GetParam());
  }
  void TearDown() override { force_simd_target(before_); }

 private:
  std::string before_;
};

}  // namespace orbweb::test
