// Prints the instruction sets that ORBWEB_SIMD_TARGET can force on this machine, best first, one a line.
#include <cstdio>

#include "graph/kernels/simd_target.h"

int main() {
  for (const std::string& target : orbweb::simd_targets()) std::printf("%s\n", target.c_str());
}
