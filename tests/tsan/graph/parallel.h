// graph/parallel.h on plain threads, for the thread sanitizer alone: that build finds this file first (-iquote
// tests/tsan). Debian's oneTBB isn't built for the sanitizer, which doesn't see how its tasks wait for each other and
// reports races that aren't, in every loop. Silencing those would silence ours; with these threads it sees all that
// happens, and nothing is suppressed. Same contract, no nested parallelism.
#pragma once

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace orbweb {

namespace detail {

/// Threads that parallel calls made on this thread would use; at least two by default, so that races can show.
inline thread_local int threads_wanted = static_cast<int>(std::max(2U, std::thread::hardware_concurrency()));

/// Sets the number of threads for a scope.
class ThreadsInScope {
 public:
  explicit ThreadsInScope(int threads) : before_(std::exchange(threads_wanted, threads)) {}
  ~ThreadsInScope() { threads_wanted = before_; }
  ThreadsInScope(const ThreadsInScope&) = delete;
  ThreadsInScope& operator=(const ThreadsInScope&) = delete;

 private:
  int before_;
};

/// The first exception of a group of threads.
class FirstError {
 public:
  void catch_current() {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::current_exception();
    happened_ = true;
  }
  bool happened() const { return happened_; }
  void rethrow() const {
    if (error_) std::rethrow_exception(error_);
  }

 private:
  std::mutex mutex_;
  std::exception_ptr error_;
  std::atomic<bool> happened_{false};
};

/// Runs `work` on `threads` threads and waits for all.
template <class Work>
void on_threads(std::uint64_t threads, Work&& work) {
  std::vector<std::thread> group;
  for (std::uint64_t i = 0; i < threads; ++i) {
    group.emplace_back([&] {
      const ThreadsInScope alone(1);
      work();
    });
  }
  for (std::thread& thread : group) thread.join();
}

}  // namespace detail

/// These threads end with the call that began them.
class WorkerThreads {
 public:
  WorkerThreads() {}
  ~WorkerThreads() {}
};

template <class Work>
decltype(auto) with_threads(int threads, Work&& work) {
  const detail::ThreadsInScope scope(threads > 0 ? threads : detail::threads_wanted);
  return std::forward<Work>(work)();
}

inline int num_threads() { return detail::threads_wanted; }

template <class Body>
void parallel_for(std::uint64_t size, std::uint64_t grain, Body&& body) {
  const std::uint64_t num_ranges = (size + grain - 1) / grain;
  std::atomic<std::uint64_t> next{0};
  detail::FirstError error;
  const auto take_ranges = [&] {
    for (std::uint64_t range = next++; range < num_ranges && !error.happened(); range = next++) {
      try {
        body(range * grain, std::min(size, (range + 1) * grain));
      } catch (...) {
        error.catch_current();
      }
    }
  };
  const std::uint64_t threads = std::min(num_ranges, static_cast<std::uint64_t>(num_threads()));
  if (threads < 2) {
    take_ranges();
  } else {
    detail::on_threads(threads, take_ranges);
  }
  error.rethrow();
}

inline constexpr std::uint64_t kReductionBlock = 1 << 13;

template <class BlockSum>
double parallel_sum(std::uint64_t size, BlockSum&& block_sum) {
  const std::uint64_t num_blocks = (size + kReductionBlock - 1) / kReductionBlock;
  std::vector<double> sums(num_blocks);
  parallel_for(num_blocks, 1, [&](std::uint64_t block, std::uint64_t) {
    sums[block] = block_sum(block * kReductionBlock, std::min(size, (block + 1) * kReductionBlock));
  });
  for (std::uint64_t width = num_blocks; width > 1; width = (width + 1) / 2) {
    for (std::uint64_t i = 0; i < width / 2; ++i) sums[i] = sums[2 * i] + sums[2 * i + 1];
    if (width % 2 == 1) sums[width / 2] = sums[width - 1];
  }
  return num_blocks == 0 ? 0.0 : sums[0];
}

template <class Iterator, class Less>
void parallel_sort(Iterator first, Iterator last, Less less) {
  std::sort(first, last, less);
}

/// Each thread reads an item, works on it and waits for its turn to finish it, so as many items exist as threads.
template <class Read, class Work, class Finish>
void parallel_pipeline(std::size_t in_flight, Read&& read, Work&& work, Finish&& finish) {
  std::mutex reading, finishing;
  std::condition_variable finished;
  std::uint64_t num_read = 0, num_finished = 0;
  bool at_end = false;
  detail::FirstError error;

  const auto pass_one_item = [&] {
    std::unique_lock read_lock(reading);
    if (at_end || error.happened()) return false;
    auto item = read();
    if (!item) return !(at_end = true);
    const std::uint64_t turn = num_read++;
    read_lock.unlock();
    auto result = work(std::move(item));
    std::unique_lock finish_lock(finishing);
    finished.wait(finish_lock, [&] { return num_finished == turn || error.happened(); });
    if (error.happened()) return false;
    finish(std::move(result));
    ++num_finished;
    finished.notify_all();
    return true;
  };
  detail::on_threads(std::min<std::uint64_t>(in_flight, static_cast<std::uint64_t>(num_threads())), [&] {
    try {
      while (pass_one_item()) continue;
    } catch (...) {
      error.catch_current();
      const std::lock_guard lock(finishing);
      finished.notify_all();
    }
  });
  error.rethrow();
}

}  // namespace orbweb
