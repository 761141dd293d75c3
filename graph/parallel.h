// The one door to oneTBB. Whatever adds floating-point numbers goes through parallel_sum, whose blocks and order of
// addition are fixed, so that the result has the same bytes for any number of threads.
#pragma once

#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/parallel_pipeline.h>
#include <tbb/parallel_sort.h>
#include <tbb/task_arena.h>
#include <tbb/task_scheduler_observer.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <new>
#include <optional>
#include <utility>
#include <vector>

#include "graph/thread_pinning.h"

namespace orbweb {

namespace detail {

/// Lets arenas be larger than the machine. Made once: limits that come and go leave later arenas short of threads.
inline void allow_any_number_of_threads() {
  constexpr std::size_t kMostThreads = 256;
  static const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, kMostThreads);
}

/// Keeps each thread of an arena on a processor of its own while it works there.
class PinnedThreads : public tbb::task_scheduler_observer {
 public:
  explicit PinnedThreads(tbb::task_arena& arena) : tbb::task_scheduler_observer(arena) { observe(true); }
  ~PinnedThreads() override { observe(false); }
  void on_scheduler_entry(bool) override { pin_this_thread(tbb::this_task_arena::current_thread_index()); }
  void on_scheduler_exit(bool) override { unpin_this_thread(); }
};

}  // namespace detail

/// Ends the worker threads with itself, for whoever owns the process: none is still about while statics are taken down.
class WorkerThreads {
 public:
  WorkerThreads() : handle_(tbb::attach{}) {}
  ~WorkerThreads() { tbb::finalize(handle_, std::nothrow); }
  WorkerThreads(const WorkerThreads&) = delete;
  WorkerThreads& operator=(const WorkerThreads&) = delete;

 private:
  tbb::task_scheduler_handle handle_;
};

/// Runs `work` with `threads` threads (0 = all processors), then restores what was. Nested parallel calls obey it.
template <class Work>
decltype(auto) with_threads(int threads, Work&& work) {
  detail::allow_any_number_of_threads();
  tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
  std::optional<detail::PinnedThreads> pinned;
  if (pins_threads()) pinned.emplace(arena);
  return arena.execute(std::forward<Work>(work));
}

/// Threads that parallel calls made here would use.
inline int num_threads() { return tbb::this_task_arena::max_concurrency(); }

/// Calls body(begin, end) over disjoint ranges that cover [0, size), each at most about `grain` long.
template <class Body>
void parallel_for(std::uint64_t size, std::uint64_t grain, Body&& body) {
  tbb::parallel_for(tbb::blocked_range<std::uint64_t>(0, size, grain),
                    [&](const tbb::blocked_range<std::uint64_t>& range) { body(range.begin(), range.end()); });
}

inline constexpr std::uint64_t kReductionBlock = 1 << 13;

/// Sum of block_sum(begin, end) over fixed blocks of [0, size), added in a fixed pairwise tree.
template <class BlockSum>
double parallel_sum(std::uint64_t size, BlockSum&& block_sum) {
  const std::uint64_t num_blocks = (size + kReductionBlock - 1) / kReductionBlock;
  std::vector<double> sums(num_blocks);
  tbb::parallel_for(std::uint64_t{0}, num_blocks, [&](std::uint64_t block) {
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
  tbb::parallel_sort(first, last, less);
}

/// read() returns an item that converts to false at the end; it runs on one thread, in order; work(item) runs on many;
/// finish(result) runs on one, in the order of reading. At most `in_flight` items exist at once.
template <class Read, class Work, class Finish>
void parallel_pipeline(std::size_t in_flight, Read&& read, Work&& work, Finish&& finish) {
  using Item = std::invoke_result_t<Read>;
  using Result = std::invoke_result_t<Work, Item>;
  tbb::parallel_pipeline(in_flight,
                         tbb::make_filter<void, Item>(tbb::filter_mode::serial_in_order, [&](tbb::flow_control& flow) {
                           Item item = read();
                           if (!item) flow.stop();
                           return item;
                         }) & tbb::make_filter<Item, Result>(tbb::filter_mode::parallel, [&](Item item) {
                           return work(std::move(item));
                         }) & tbb::make_filter<Result, void>(tbb::filter_mode::serial_in_order, [&](Result result) {
                           finish(std::move(result));
                         }));
}

}  // namespace orbweb
