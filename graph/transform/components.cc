#include "graph/transform/components.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "graph/memory.h"
#include "graph/transform/row_stream.h"

namespace orbweb {

namespace {

/// Disjoint sets of nodes; the root of each is its least node.
class NodeSets {
 public:
  explicit NodeSets(std::uint64_t num_nodes) : parents_(num_nodes) {
    std::iota(parents_.begin(), parents_.end(), NodeId{0});
  }

  NodeId root(NodeId node) {
    while (parents_[node] != node) {
      parents_[node] = parents_[parents_[node]];
      node = parents_[node];
    }
    return node;
  }

  void unite(NodeId a, NodeId b) {
    a = root(a);
    b = root(b);
    parents_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<NodeId> parents_;
};

/// Tarjan's search, with a stack of its own.
class StrongComponents {
 public:
  StrongComponents(const Web& web, std::uint64_t memory_limit, const Control& control)
      : web_(web),
        control_(control),
        most_held_(memory_limit / sizeof(NodeId)),
        numbers_(web.num_nodes(), kUnseen),
        lowest_(web.num_nodes()) {}

  std::vector<NodeId> largest() {
    for (std::uint64_t node = 0; node < web_.num_nodes(); ++node) {
      if (numbers_[node] == kUnseen) search(static_cast<NodeId>(node));
    }
    return std::move(best_);
  }

 private:
  /// One node on the current path.
  struct Step {
    NodeId node;
    std::vector<NodeId> row;
    std::uint64_t next = 0;  ///< place in the row
    bool has_row = false;
  };

  void search(NodeId start) {
    enter(start);
    while (!path_.empty()) {
      Step& step = path_.back();
      hold_row(step);
      if (step.next == step.row.size()) {
        leave();
        continue;
      }
      const NodeId target = step.row[step.next++];
      if (numbers_[target] == kUnseen) {
        enter(target);
      } else if (numbers_[target] != kDone) {
        lowest_[step.node] = std::min(lowest_[step.node], numbers_[target]);
      }
    }
  }

  void enter(NodeId node) {
    if (num_seen_ % kNodesPerReport == 0) {
      control_.check();
      control_.progress({.phase = "strong components", .done = num_seen_, .total = web_.num_nodes(), .unit = "nodes"});
    }
    numbers_[node] = lowest_[node] = num_seen_++;
    open_.push_back(node);
    path_.push_back({node, {}});
  }

  void leave() {
    const NodeId node = path_.back().node;
    held_ -= path_.back().row.size();
    path_.pop_back();
    first_held_ = std::min(first_held_, path_.size());
    if (!path_.empty()) {
      const NodeId parent = path_.back().node;
      lowest_[parent] = std::min(lowest_[parent], lowest_[node]);
    }
    if (lowest_[node] == numbers_[node]) close(node);
  }

  /// All nodes that were opened since `root` are one component.
  void close(NodeId root) {
    const auto end = std::find(open_.rbegin(), open_.rend(), root) + 1;
    std::vector<NodeId> members(open_.rbegin(), end);
    open_.resize(open_.size() - members.size());
    for (const NodeId member : members) numbers_[member] = kDone;
    if (members.size() < best_.size()) return;
    std::sort(members.begin(), members.end());
    if (members.size() > best_.size() || members.front() < best_.front()) best_ = std::move(members);
  }

  /// Reads the row of the path's last step where it is not held, and lets go of the first ones over the limit.
  void hold_row(Step& step) {
    if (step.has_row) return;
    web_.successors().read_row(step.node, step.row);
    step.has_row = true;
    held_ += step.row.size();
    first_held_ = std::min(first_held_, path_.size() - 1);
    for (; held_ > most_held_ && first_held_ + 1 < path_.size(); ++first_held_) {
      Step& first = path_[first_held_];
      held_ -= first.row.size();
      first.row = {};
      first.has_row = false;
    }
  }

  static constexpr std::uint32_t kUnseen = 0xffffffff, kDone = 0xfffffffe;
  static constexpr std::uint32_t kNodesPerReport = 1 << 12;

  const Web& web_;
  const Control& control_;
  std::uint64_t most_held_;  ///< targets in the rows of the path
  std::uint64_t held_ = 0;
  std::size_t first_held_ = 0;  ///< rows of earlier steps are not held
  std::vector<std::uint32_t> numbers_, lowest_;
  std::uint32_t num_seen_ = 0;
  std::vector<Step> path_;
  std::vector<NodeId> open_;  ///< seen, component not yet complete
  std::vector<NodeId> best_;
};

}  // namespace

std::vector<NodeId> largest_weak_component(const Web& web, const Control& control) {
  NodeSets sets(web.num_nodes());
  stream_rows(RowView::successors(web, nullptr, {}), Labels::leave_out, control, [&](const LabelledRows& block) {
    for (std::uint64_t i = 0; i < block.rows.num_rows(); ++i) {
      for (const NodeId target : block.rows[i]) sets.unite(static_cast<NodeId>(block.rows.first + i), target);
    }
  });
  std::vector<NodeId> sizes(web.num_nodes());
  for (std::uint64_t node = 0; node < sizes.size(); ++node) ++sizes[sets.root(static_cast<NodeId>(node))];
  const auto largest = static_cast<NodeId>(std::max_element(sizes.begin(), sizes.end()) - sizes.begin());
  std::vector<NodeId> members;
  for (std::uint64_t node = 0; node < sizes.size(); ++node) {
    if (sets.root(static_cast<NodeId>(node)) == largest) members.push_back(static_cast<NodeId>(node));
  }
  return members;
}

std::vector<NodeId> largest_strong_component(const Web& web, std::uint64_t memory_limit, const Control& control) {
  constexpr std::uint64_t kDefaultShareOfMemory = 4;  // one in
  const std::uint64_t bytes = memory_limit == 0 ? machine_memory() / kDefaultShareOfMemory : memory_limit;
  return StrongComponents(web, bytes, control).largest();
}

}  // namespace orbweb
