// One line on a terminal that says how far a long job is.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>

#include "cli/streams.h"
#include "graph/control.h"

namespace orbweb {

/// What the line shows of the running phase.
struct ProgressState {
  std::string phase;
  std::uint64_t done = 0;
  std::uint64_t total = 0;
  std::string unit;
  double error_bound = 0;   ///< NaN where there is none
  double first_bound = 0;   ///< the phase's first error bound, or NaN
  double target_bound = 0;  ///< the bound that ends the work; 0 where it is not known
  double seconds = 0;       ///< since the phase began
};

/// Share of the phase that is done, in [0, 1], or NaN. Of a solver it is how far the logarithm of its error bound has
/// come on the way to the target, since bounds fall geometrically.
double progress_share(const ProgressState& state);

/// The line, at most `width` columns of it:
/// "reading links  [=====>     ]  45%  1.2 GiB of 2.7 GiB  0:12, 0:15 left"
std::string progress_line(const ProgressState& state, std::size_t width);

/// Draws from a thread of its own, so that reports are cheap and the clock runs on between them; from two seconds after
/// its making, at most ten times a second. Erases the line at its end.
class ProgressBar {
 public:
  static constexpr std::chrono::milliseconds kDelay{2000};
  static constexpr std::chrono::milliseconds kInterval{100};

  explicit ProgressBar(const Streams& streams, std::chrono::milliseconds delay = kDelay);
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void report(const Progress& progress);
  /// The error bound at which the solver will stop.
  void set_target_bound(double bound);

 private:
  void draw_until_end(std::chrono::milliseconds delay);

  const Streams& streams_;
  std::mutex mutex_;
  std::condition_variable ended_;
  bool end_ = false;
  ProgressState state_;
  std::chrono::steady_clock::time_point phase_start_;
  std::thread thread_;
};

}  // namespace orbweb
