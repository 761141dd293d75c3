// Link intersect of ten names from the mapped web, beside one scan of all its arcs that answers the same question.
//
//   orbweb_bench_query [GRAPH [FOLDER]]     GRAPH as bench/graphs.h says, by default web:9000000 (about 100 million
//   arcs)
//
// The graph is written as a web into FOLDER (default: a temporary one) and mapped from there; a stored web is taken as
// it lies. Ten names are drawn from a seed among nodes with 100 to 100,000 referrers. Before anything is timed, both
// ways must give the same nodes for every question. Times are medians, warm: the set part alone (who), the whole answer
// (with what matched and how many links), and the scan, on all processors.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/graphs.h"
#include "graph/kernels/simd_target.h"
#include "graph/parallel.h"
#include "graph/row_scan.h"
#include "graph/store.h"
#include "query/intersect.h"

namespace orbweb::bench {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kNames = 10, kQuestions = 20;
constexpr std::uint64_t kLeastReferrers = 100, kMostReferrers = 100'000;

/// SplitMix64.
std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

/// Names that many link to, so that sets are large and share members.
std::vector<IntersectQuestion> make_questions(const Web& web) {
  std::vector<NodeId> candidates;
  for (std::uint64_t v = 0; v < web.num_nodes(); ++v) {
    const std::uint64_t degree = web.predecessors().degree(static_cast<NodeId>(v));
    if (degree >= kLeastReferrers && degree <= kMostReferrers) candidates.push_back(static_cast<NodeId>(v));
  }
  if (candidates.size() < kNames) throw std::runtime_error("too few nodes with 100 to 100,000 referrers");
  std::uint64_t state = 1;
  std::vector<IntersectQuestion> questions(kQuestions);
  for (std::uint64_t i = 0; i < kQuestions; ++i) {
    while (questions[i].linked.size() < kNames) {
      const NodeId node = candidates[next_random(state) % candidates.size()];
      const auto& names = questions[i].linked;
      if (std::find(names.begin(), names.end(), node) == names.end()) questions[i].linked.push_back(node);
    }
    questions[i].min_matches = i % 2 == 0 ? kNames : 2;
  }
  return questions;
}

/// The same answer from all arcs.
std::vector<std::uint64_t> scan(const Web& web, const IntersectQuestion& question) {
  std::vector<std::uint8_t> wanted(web.num_nodes(), 0), found(web.num_nodes(), 0);
  for (const NodeId node : question.linked) wanted[node] = 1;
  scan_rows(web.successors(), [&](const RowBlock& rows, ArcIndex) {
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      std::uint64_t matches = 0;
      for (const NodeId target : rows[i]) matches += target != rows.first + i ? wanted[target] : 0U;
      found[rows.first + i] = matches >= question.min_matches ? 1 : 0;
    }
  });
  std::vector<std::uint64_t> nodes;
  for (std::uint64_t v = 0; v < found.size(); ++v) {
    if (found[v] != 0) nodes.push_back(v);
  }
  return nodes;
}

void verify(const Web& web, const std::vector<IntersectQuestion>& questions) {
  for (const IntersectQuestion& question : questions) {
    const std::vector<std::uint64_t> expected = scan(web, question);
    std::vector<std::uint64_t> nodes;
    for (const IntersectMatch& match : intersect(web, question)) nodes.push_back(match.node);
    if (intersecting_nodes(web, question).to_vector() != expected || nodes != expected) {
      throw std::runtime_error("the scan gives another answer");
    }
  }
}

/// Median seconds of answer(question) over the questions, each the best of three.
template <class Answer>
double median_seconds(const std::vector<IntersectQuestion>& questions, Answer&& answer) {
  std::vector<double> seconds;
  for (const IntersectQuestion& question : questions) {
    double best = 1e300;
    for (int i = 0; i < 3; ++i) {
      const auto start = Clock::now();
      answer(question);
      best = std::min(best, std::chrono::duration<double>(Clock::now() - start).count());
    }
    seconds.push_back(best);
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds[seconds.size() / 2];
}

void measure(const std::string& description, const Web& web) {
  const std::vector<IntersectQuestion> questions = make_questions(web);
  verify(web, questions);
  fmt::print("{}: {} nodes, {} arcs, {}, {} threads, {}\n", description, web.num_nodes(), web.num_arcs(),
             web.successors().encoding(), num_threads(), simd_target());
  for (const std::uint64_t least : {kNames, std::uint64_t{2}}) {
    std::vector<IntersectQuestion> some;
    std::copy_if(questions.begin(), questions.end(), std::back_inserter(some),
                 [&](const IntersectQuestion& question) { return question.min_matches == least; });
    const double who = median_seconds(some, [&](const auto& question) { intersecting_nodes(web, question); });
    const double whole = median_seconds(some, [&](const auto& question) { intersect(web, question); });
    const double by_scan = median_seconds(some, [&](const auto& question) { scan(web, question); });
    fmt::print(
        "at least {} of {}: who {:.3f} ms, whole answer {:.3f} ms, scan {:.1f} ms ({:.0f} M arcs/s): {:.0f} and "
        "{:.0f} times faster\n",
        least, kNames, 1e3 * who, 1e3 * whole, 1e3 * by_scan, 1e-6 * static_cast<double>(web.num_arcs()) / by_scan,
        by_scan / who, by_scan / whole);
  }
}

Web stored(const std::string& description, const fs::path& folder) {
  BenchGraph graph = make_graph(description);
  const std::uint64_t arcs = graph.successors.num_arcs();
  const Web web(std::move(graph.successors), std::move(graph.predecessors), std::nullopt,
                IndexSet::from_members(std::vector<std::uint8_t>(arcs, 1)),
                LinkCounts(std::vector<std::uint32_t>(arcs, 1)), {});
  save_web(web, folder, {.overwrite = true});
  return open_web(folder);
}

}  // namespace
}  // namespace orbweb::bench

int main(int argc, char** argv) {
  using namespace orbweb;
  const std::string description = argc > 1 ? argv[1] : "web:9000000";
  if (description.find(':') == std::string::npos) {
    bench::measure(description, open_web(description));
    return 0;
  }
  const std::filesystem::path folder =
      argc > 2 ? std::filesystem::path(argv[2]) : std::filesystem::temp_directory_path() / "orbweb-bench-query.web";
  bench::measure(description, bench::stored(description, folder));
  if (argc <= 2) std::filesystem::remove_all(folder);
}
