#include "python/src/csr.h"

#include "graph/codecs/csr_codec.h"
#include "graph/graph.h"
#include "graph/parallel.h"

namespace orbweb::python {

namespace {

constexpr std::uint64_t kRowsAtOnce = 1 << 12;

CsrView view_of(std::shared_ptr<const Graph> graph) { return {graph->offsets(), graph->targets(), std::move(graph)}; }

template <class T>
std::span<const T> as_values(const StoredBytes& bytes) {
  const std::span<const char> all = bytes.all();
  return {reinterpret_cast<const T*>(all.data()), all.size() / sizeof(T)};  // a file's or a vector's start: aligned
}

/// What trusts these arrays does not check them again.
void check_rows(const Adjacency& adjacency, const Control& control) {
  parallel_for(adjacency.num_nodes(), kRowsAtOnce, [&](std::uint64_t first, std::uint64_t last) {
    control.check();
    RowBlock rows;
    adjacency.read_rows(first, last, rows);
  });
}

}  // namespace

CsrView csr_of(const std::shared_ptr<const Adjacency>& adjacency, const Control& control) {
  if (auto graph = std::dynamic_pointer_cast<const Graph>(adjacency)) return view_of(std::move(graph));
  if (const auto* const stored = dynamic_cast<const CsrAdjacency*>(adjacency.get())) {
    check_rows(*stored, control);
    return {as_values<ArcIndex>(stored->offsets()), as_values<NodeId>(stored->targets()), adjacency};
  }
  return view_of(std::make_shared<const Graph>(decode(*adjacency)));
}

std::vector<std::uint64_t> all_degrees(const Adjacency& adjacency, const Control& control) {
  std::vector<std::uint64_t> degrees(adjacency.num_nodes());
  parallel_for(degrees.size(), kRowsAtOnce, [&](std::uint64_t first, std::uint64_t last) {
    control.check();
    for (std::uint64_t node = first; node < last; ++node) degrees[node] = adjacency.degree(static_cast<NodeId>(node));
  });
  return degrees;
}

}  // namespace orbweb::python
