// Ctrl-C and termination as a stop request. No signal handler runs: the signals are blocked in every thread and one
// thread reads them, so that asking for the stop may take locks.
#pragma once

#include <atomic>
#include <csignal>
#include <stop_token>
#include <thread>

namespace orbweb {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP requests a stop; the second ends the process as if nothing had
/// been caught. Signals that were ignored at the start stay so. Ignores SIGPIPE, so that a closed pipe is an error of
/// the write. Make one before any other thread starts.
class StopOnSignal {
 public:
  StopOnSignal();
  ~StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;

  std::stop_token token() const { return stop_.get_token(); }
  /// The signal that asked for the stop; 0 before.
  int signal() const { return signal_.load(); }

 private:
  void watch();

  std::stop_source stop_;
  std::atomic<int> signal_{0};
  sigset_t watched_{};
  sigset_t old_mask_{};
  int signals_ = -1;  ///< descriptor that signals are read from
  int end_ = -1;      ///< descriptor that wakes the thread for its end
  std::thread thread_;
};

}  // namespace orbweb
