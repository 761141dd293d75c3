#include "bench/graphs.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "graph/parallel.h"
#include "graph/store.h"
#include "graph/transpose.h"

namespace orbweb::bench {

namespace {

/// SplitMix64: small, fast, the same everywhere.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

using Arcs = std::vector<std::pair<NodeId, NodeId>>;

Graph graph_of(std::uint64_t num_nodes, Arcs arcs) {
  parallel_sort(arcs.begin(), arcs.end(), std::less<>());
  arcs.erase(std::unique(arcs.begin(), arcs.end()), arcs.end());
  std::vector<ArcIndex> offsets(num_nodes + 1);
  std::vector<NodeId> targets;
  targets.reserve(arcs.size());
  for (const auto& [source, target] : arcs) {
    ++offsets[std::size_t{source} + 1];
    targets.push_back(target);
  }
  for (std::uint64_t node = 0; node < num_nodes; ++node) offsets[node + 1] += offsets[node];
  return {std::move(offsets), std::move(targets)};
}

/// Node numbers in random order, so that none of R-MAT's structure is left in them.
std::vector<NodeId> shuffled(std::uint64_t size) {
  std::vector<NodeId> numbers(size);
  for (std::uint64_t i = 0; i < size; ++i) numbers[i] = static_cast<NodeId>(i);
  Random random(99);
  for (std::uint64_t i = size; i > 1; --i) std::swap(numbers[i - 1], numbers[random.below(i)]);
  return numbers;
}

Graph rmat(unsigned scale) {
  const std::uint64_t n = std::uint64_t{1} << scale;
  const std::vector<NodeId> number = shuffled(n);
  Random random(1);
  Arcs arcs;
  for (std::uint64_t i = 0; i < 16 * n; ++i) {
    std::uint64_t u = 0;
    std::uint64_t v = 0;
    for (unsigned bit = 0; bit < scale; ++bit) {
      const double draw = random.unit();
      u = 2 * u + (draw >= 0.76 ? 1 : 0);
      v = 2 * v + ((draw >= 0.57 && draw < 0.76) || draw >= 0.95 ? 1 : 0);
    }
    arcs.emplace_back(number[u], number[v]);
    arcs.emplace_back(number[v], number[u]);
  }
  return graph_of(n, std::move(arcs));
}

Graph uniform(unsigned scale) {
  const std::uint64_t n = std::uint64_t{1} << scale;
  Random random(2);
  Arcs arcs;
  for (std::uint64_t i = 0; i < 16 * n; ++i) {
    const auto u = static_cast<NodeId>(random.below(n));
    const auto v = static_cast<NodeId>(random.below(n));
    arcs.emplace_back(u, v);
    arcs.emplace_back(v, u);
  }
  return graph_of(n, std::move(arcs));
}

class WebLike {
 public:
  explicit WebLike(std::uint64_t num_nodes) : num_nodes_(num_nodes) {
    for (std::uint64_t first = 0; first < num_nodes; first = hosts_.back()) {
      const double size = std::min(std::pow(random_.unit(), -1 / 0.9), 50'000.0);
      hosts_.push_back(std::min(num_nodes, first + static_cast<std::uint64_t>(size) + 1));
    }
  }

  Graph make() {
    std::vector<ArcIndex> offsets{0};
    std::vector<NodeId> targets;
    std::size_t host = 0;
    for (std::uint64_t page = 0; page < num_nodes_; ++page) {
      if (page == hosts_[host]) ++host;
      const std::uint64_t first = host == 0 ? 0 : hosts_[host - 1];
      if (random_.unit() > 0.33) add_row(page, first, hosts_[host], offsets, targets);
      std::sort(row_.begin(), row_.end());
      row_.erase(std::unique(row_.begin(), row_.end()), row_.end());
      targets.insert(targets.end(), row_.begin(), row_.end());
      offsets.push_back(targets.size());
      row_.clear();
    }
    return {std::move(offsets), std::move(targets)};
  }

 private:
  void add_row(std::uint64_t page, std::uint64_t first, std::uint64_t last, const std::vector<ArcIndex>& offsets,
               const std::vector<NodeId>& targets) {
    if (page > first && random_.unit() < 0.6) {  // the same navigation as a page before
      const std::uint64_t copied = page - 1 - random_.below(std::min<std::uint64_t>(page - first, 5));
      for (ArcIndex arc = offsets[copied]; arc < offsets[copied + 1]; ++arc) {
        if (random_.unit() < 0.9) row_.push_back(targets[arc]);
      }
    }
    const auto more = static_cast<std::uint64_t>(std::min(3 * std::pow(random_.unit(), -1 / 1.5), 300.0));
    for (std::uint64_t i = 0; i < more; ++i) {
      if (random_.unit() < 0.75) {
        const std::uint64_t reach = std::min<std::uint64_t>(last - first, 64);
        const std::uint64_t start = std::max(first, page - std::min(page, reach / 2)) + random_.below(reach);
        const std::uint64_t run = random_.unit() < 0.3 ? 1 + random_.below(8) : 1;
        for (std::uint64_t j = start; j < std::min(start + run, last); ++j) row_.push_back(static_cast<NodeId>(j));
      } else {
        // Popular hosts' first pages.
        const double place = std::pow(random_.unit(), 3) * static_cast<double>(hosts_.size());
        const std::size_t host = std::min(static_cast<std::size_t>(place), hosts_.size() - 1);
        row_.push_back(static_cast<NodeId>(host == 0 ? 0 : hosts_[host - 1]));
      }
    }
  }

  std::uint64_t num_nodes_;
  Random random_{3};
  std::vector<std::uint64_t> hosts_;  ///< where each ends
  std::vector<NodeId> row_;
};

}  // namespace

BenchGraph make_graph(const std::string& description) {
  const std::size_t colon = description.find(':');
  const std::string kind = description.substr(0, colon);
  if (colon == std::string::npos || (kind != "rmat" && kind != "uniform" && kind != "web")) {
    const Web web = open_web(description);
    return {description, decode(web.successors()), decode(web.predecessors())};
  }
  const std::uint64_t size = std::stoull(description.substr(colon + 1));
  if (size == 0 || (kind != "web" && size > 27)) throw std::invalid_argument(description);
  Graph successors = kind == "rmat"      ? rmat(static_cast<unsigned>(size))
                     : kind == "uniform" ? uniform(static_cast<unsigned>(size))
                                         : WebLike(size).make();
  Graph predecessors = transpose(successors);
  return {description, std::move(successors), std::move(predecessors)};
}

}  // namespace orbweb::bench
