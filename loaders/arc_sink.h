// What a loader of a graph format hands its arcs to. Loaders know this interface and no builder.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace orbweb {

/// An arc between nodes as the input numbers them, from 0.
struct NumberedArc {
  std::uint64_t source;
  std::uint64_t target;
  std::uint32_t count = 1;  ///< links that this stands for, at least 1
  bool followed = true;
};

/// Numbers of nodes are below this.
inline constexpr std::uint64_t kNodeNumberLimit = 0xffffffff;

class ArcSink {
 public:
  virtual ~ArcSink() = default;

  /// Takes a batch of arcs, whose nodes are below kNodeNumberLimit and, where nodes have names, named already.
  /// Thread-safe.
  virtual void add(std::vector<NumberedArc> arcs) = 0;

  /// Makes all nodes below `num_nodes` exist, with arcs or without. Only without names. Throws LimitError where there
  /// are more than can be held.
  virtual void set_num_nodes_at_least(std::uint64_t num_nodes) = 0;

  /// Says that nodes have no names after all, though those of the format have: before anything else.
  virtual void drop_names() = 0;

  /// Gives the next number, from 0 on, a name (graph/name_key.h; no byte below 0x20) and makes the node exist. Numbers
  /// of the same name are one node. False where an earlier number has that name. Only with names; not thread-safe.
  virtual bool name_next(std::string_view name) = 0;
};

/// Hands on arcs in large batches.
class ArcBatch {
 public:
  explicit ArcBatch(ArcSink& sink) : sink_(sink) {}

  /// `count` 0 stands for no arc at all.
  void add(std::uint64_t source, std::uint64_t target, std::uint32_t count = 1, bool followed = true) {
    if (count == 0) return;
    arcs_.push_back({source, target, count, followed});
    if (arcs_.size() == kBatchSize) flush();
  }
  /// An arc each way; one where they are the same.
  void add_both_ways(std::uint64_t a, std::uint64_t b, std::uint32_t count = 1, bool followed = true) {
    add(a, b, count, followed);
    if (a != b) add(b, a, count, followed);
  }
  /// Call at the end: nothing is handed on by destruction, which may be an error's.
  void flush() {
    num_arcs_ += arcs_.size();
    if (!arcs_.empty()) sink_.add(std::exchange(arcs_, {}));
  }
  std::uint64_t num_arcs() const { return num_arcs_; }  ///< flushed so far

 private:
  static constexpr std::size_t kBatchSize = std::size_t{1} << 16;

  ArcSink& sink_;
  std::vector<NumberedArc> arcs_;
  std::uint64_t num_arcs_ = 0;
};

}  // namespace orbweb
