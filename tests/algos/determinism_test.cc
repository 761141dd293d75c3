// The same bytes for any number of threads and any SIMD target.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "algos/domain_rating.h"
#include "algos/pagerank.h"
#include "algos/table.h"
#include "graph/kernels/simd_target.h"
#include "graph/parallel.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

/// The scores' very bytes, so that a failure can only be a difference.
std::string bytes_of_scores(const Scores& scores) {
  std::string bytes;
  const auto append = [&](const auto& values) {
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(values[0]));
  };
  append(scores.score);
  append(scores.rank);
  for (const Column& column : scores.columns) std::visit(append, column.values);
  append(std::vector<double>{scores.convergence.error_bound_l1, scores.convergence.residual_l1});
  return bytes;
}

/// How many threads take part in parallel work: each task waits for the others to begin, 50 ms at most.
std::size_t threads_at_work(int threads) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(50);
  std::set<std::thread::id> ids;
  std::mutex mutex;
  const auto seen = [&] {
    const std::lock_guard lock(mutex);
    ids.insert(std::this_thread::get_id());
    return ids.size();
  };
  const auto wanted = static_cast<std::size_t>(threads);
  parallel_for(wanted, 1, [&](std::uint64_t, std::uint64_t) {
    while (seen() < wanted && std::chrono::steady_clock::now() < deadline) std::this_thread::yield();
  });
  return ids.size();
}

/// All results of `run` over threads x targets; checks that some runs had company, or equal bytes would prove nothing.
template <class Run>
std::set<std::string> results(Run&& run) {
  const std::string before = simd_target();
  std::set<std::string> distinct;
  std::size_t most_threads = 0;
  for (const std::string& target : simd_targets()) {
    force_simd_target(target);
    for (const int threads : {1, 2, 3, 8}) {
      with_threads(threads, [&] {
        most_threads = std::max(most_threads, threads_at_work(threads));
        distinct.insert(bytes_of_scores(run()));
      });
    }
  }
  EXPECT_GE(most_threads, 2U);
  force_simd_target(before);
  return distinct;
}

// More nodes than one reduction block, and a last block that is not full.
Web large_web(std::uint64_t seed) { return test::random_web({.seed = seed, .nodes = 17'003, .arcs = 40'000}); }

TEST(Determinism, PageRankHasTheSameBytesOnAnyThreadsAndTarget) {
  for (const std::uint64_t seed : {1U, 2U, 3U}) {
    const Web web = large_web(seed);
    PageRankOptions options{.max_iterations = 4, .weighted = true};
    for (std::uint64_t v = 0; v < web.num_nodes(); ++v)
      options.preference.push_back(1 / (1.0 + static_cast<double>(v)));
    EXPECT_EQ(results([&] { return pagerank(web, options); }).size(), 1U) << "seed " << seed;
  }
}

TEST(Determinism, EverySweepingSolverHasTheSameBytesOnAnyThreadsAndTarget) {
  const Web web = test::random_web({.seed = 8, .nodes = 70'000, .arcs = 300'000, .dangling_share = 0.3});
  for (const Solver solver : {Solver::scp, Solver::gauss_seidel, Solver::anderson}) {
    EXPECT_EQ(results([&] { return pagerank(web, {.max_iterations = 20, .solver = solver}); }).size(), 1U);
  }
}

TEST(Determinism, DomainRatingHasTheSameBytesOnAnyThreadsAndTarget) {
  for (const std::uint64_t seed : {4U, 5U, 6U}) {
    const Web web = large_web(seed);
    EXPECT_EQ(results([&] { return domain_rating(web, {.max_iterations = 4}); }).size(), 1U) << "seed " << seed;
  }
}

TEST(Determinism, EveryAlgorithmHasTheSameBytesOnAnyThreadsAndTarget) {
  const Web plain = large_web(7);
  for (const Algorithm& algorithm : algorithms()) {
    const Web web = algorithm.name == "url-rating" ? test::with_names(plain, FoldLevel::page) : plain;
    OptionValues values;
    for (const OptionSpec& spec : algorithm.options) {
      if (spec.name == "source") values[spec.name] = web.display_name(7);
      if (spec.name == "seeds") values[spec.name] = std::vector<double>(web.num_nodes(), 1.0);
      if (spec.name == "max-iterations") values[spec.name] = std::int64_t{4};
    }
    if (values.contains("seeds")) values.erase("source");  // where it takes either
    EXPECT_EQ(results([&] { return algorithm.run(web, values, {}); }).size(), 1U) << algorithm.name;
  }
}

}  // namespace
}  // namespace orbweb
