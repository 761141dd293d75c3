#include "python/src/long_call.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <string>
#include <thread>

#include "graph/parallel.h"

namespace orbweb::python {

namespace py = pybind11;

namespace {

constexpr std::chrono::milliseconds kInterval(50);  // between looks for signals and for progress

std::atomic<int> default_threads = 0;

/// A report that owns its words.
struct Report {
  std::string phase;
  std::uint64_t done, total;
  std::string unit;
  double error_bound;
};

class LongCall {
 public:
  explicit LongCall(const CallOptions& options) : progress_(options.progress) {
    if (!progress_.is_none()) control_.report = [this](const Progress& progress) { note(progress); };
    control_.stop = stop_.get_token();
  }

  void run(int threads, const std::function<void(const Control&)>& work) {
    std::thread worker([&] {
      try {
        with_threads(threads, [&] { work(control_); });
      } catch (...) {
        error_ = std::current_exception();
      }
      const std::lock_guard lock(mutex_);
      is_done_ = true;
      changed_.notify_one();
    });
    while (!wait()) serve_python();
    worker.join();
    serve_python();
    if (python_error_) std::rethrow_exception(python_error_);
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void note(const Progress& progress) {
    const std::lock_guard lock(mutex_);
    report_ = Report{std::string(progress.phase), progress.done, progress.total, std::string(progress.unit),
                     progress.error_bound};
  }

  /// Whether the work is done; sleeps without the GIL until it is, or for a while.
  bool wait() {
    const py::gil_scoped_release release;
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kInterval, [this] { return is_done_; });
  }

  void serve_python() {
    if (python_error_) return;
    try {
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
      deliver();
    } catch (...) {
      python_error_ = std::current_exception();
      stop_.request_stop();
    }
  }

  void deliver() {
    std::optional<Report> report;
    {
      const std::lock_guard lock(mutex_);
      report.swap(report_);
    }
    if (report) progress_(report->phase, report->done, report->total, report->unit, report->error_bound);
  }

  py::object progress_;
  std::stop_source stop_;
  Control control_;
  std::exception_ptr error_, python_error_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  bool is_done_ = false;
  std::optional<Report> report_;
};

}  // namespace

void set_threads(int threads) {
  if (threads < 0) throw ArgumentError("threads: expected at least 0, found " + std::to_string(threads));
  default_threads = threads;
}

int threads() {
  return with_threads(default_threads, [] { return num_threads(); });
}

void run_long(const CallOptions& options, const std::function<void(const Control&)>& work) {
  if (options.threads < 0) {
    throw ArgumentError("threads: expected at least 0, found " + std::to_string(options.threads));
  }
  LongCall(options).run(options.threads > 0 ? options.threads : default_threads.load(), work);
}

}  // namespace orbweb::python
