#include "graph/transform/conversion.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "graph/error.h"
#include "graph/store.h"
#include "graph/transform/components.h"
#include "graph/transform/node_map.h"
#include "graph/transform/node_order.h"

namespace orbweb {

bool is_node_order(std::string_view name) {
  return std::find(kNodeOrders.begin(), kNodeOrders.end(), name) != kNodeOrders.end();
}

Conversion::Conversion(Web input, std::filesystem::path beside, std::uint64_t memory_limit, Control control,
                       FileSystem& files)
    : input_(std::move(input)),
      current_(input_),
      beside_(std::move(beside)),
      control_(std::move(control)),
      files_(files) {
  waiting_.memory_limit = memory_limit;
  if (!beside_.empty()) remove_abandoned_siblings(files_, beside_);
}

Conversion::~Conversion() {
  for (const std::filesystem::path& folder : folders_) remove_quietly(files_, folder);
}

void Conversion::keep_nodes(const IndexSet& nodes) {
  settle();
  waiting_.nodes = members_of(nodes, current_.num_nodes());
}

void Conversion::filter_arcs(bool followed_only, bool drop_self_loops) {
  waiting_.arcs = {.followed_only = followed_only, .drop_self_loops = drop_self_loops};
}

void Conversion::keep_largest_component(bool strong) {
  settle();
  waiting_.nodes = strong ? largest_strong_component(current_, control_) : largest_weak_component(current_, control_);
}

void Conversion::order_nodes(std::string_view order) {
  if (order == "name") return;
  settle();
  if (order == "bfs") {
    waiting_.nodes = breadth_first_order(current_, control_);
  } else if (order == "degree" || order == "indegree" || order == "outdegree") {
    waiting_.nodes = degree_order(current_,
                                  order == "degree"     ? DegreeKind::total
                                  : order == "indegree" ? DegreeKind::in
                                                        : DegreeKind::out,
                                  control_);
  } else {
    throw ArgumentError(
        fmt::format("order: expected one of {}, found {}", fmt::join(kNodeOrders, ", "), in_quotes(order)));
  }
}

bool Conversion::has_waiting() const {
  return waiting_.nodes || waiting_.arcs.followed_only || waiting_.arcs.drop_self_loops ||
         waiting_.direction != ArcDirection::kept;
}

Web Conversion::make_current() {
  if (beside_.empty()) {
    MemorySink sink;
    feed(sink, current_.provenance());
    return sink.take();
  }
  const std::filesystem::path folder = temporary_sibling(beside_);
  WebWriter writer(folder, {}, files_);
  folders_.push_back(folder);  // first: a writer that fails may still have put it there
  feed(writer, current_.provenance());
  return open_web(folder, {}, files_);
}

const Web& Conversion::settle() {
  if (!has_waiting()) return current_;
  Web made = make_current();
  if (waiting_.nodes) {
    std::vector<NodeId> origins = std::move(*waiting_.nodes);
    if (origins_) {
      for (NodeId& node : origins) node = (*origins_)[node];
    }
    origins_ = std::move(origins);
  }
  waiting_ = {.memory_limit = waiting_.memory_limit};
  current_ = std::move(made);
  // Nothing reads the web before this one any more.
  for (; folders_.size() > 1; folders_.erase(folders_.begin())) remove_quietly(files_, folders_.front());
  return current_;
}

NodeId Conversion::origin(NodeId node) const {
  if (waiting_.nodes) node = (*waiting_.nodes)[node];
  return origins_ ? (*origins_)[node] : node;
}

}  // namespace orbweb
