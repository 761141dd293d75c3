// The whole program but for the process around it.
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "cli/streams.h"

namespace orbweb {

/// What the process around a command tells it.
struct Interruption {
  std::stop_token stop;
  std::function<int()> signal = [] { return 0; };  ///< number of the signal that asked for the stop, 0 if none did
};

/// Runs one command line (without the program's name) and returns the exit status. Throws nothing.
int run_cli(const std::vector<std::string>& arguments, const Streams& streams, const Interruption& interruption);

}  // namespace orbweb
