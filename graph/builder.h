// From links in any order to a web: intern names, collect arcs, then sort, merge, number, transpose.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

/// One link between two nodes, already folded: ids as WebBuilder::intern gave them, or the input's own numbers.
struct BuilderArc {
  NodeId source;
  NodeId target;
  std::uint32_t count;  ///< links that this stands for, at least 1
  bool followed;
};

/// What building holds of each node at its peak, names aside.
inline constexpr std::uint64_t kBuilderBytesPerNode = 64;

struct BuilderOptions {
  bool with_names = true;
  /// Most bytes the builder may hold at its peak; 0 means the memory of the machine.
  std::uint64_t memory_limit = 0;
};

/// Collects from many threads at once, then builds once. The result depends on the set of links, never on their order
/// or on the number of threads. Needs about 32 bytes per link plus the names while it builds; in memory.
class WebBuilder {
 public:
  explicit WebBuilder(const BuilderOptions& options);
  ~WebBuilder();

  /// The temporary id of a canonical name; the same name always gets the same id. Thread-safe. Only with names.
  NodeId intern(std::string_view name);

  /// Takes a batch of arcs. Thread-safe. Throws LimitError when the memory limit would be passed.
  void add(std::vector<BuilderArc> arcs);

  /// Sorts and merges: a folded arc is followed if any of its links is; counts add up and saturate.
  /// Call once, after all else.
  Web build(Provenance provenance, const Control& control);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace orbweb
