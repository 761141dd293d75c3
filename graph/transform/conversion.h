// A web on its way to another: steps that wait until one needs what they make, and the webs in between.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/control.h"
#include "graph/files.h"
#include "graph/transform/transform.h"
#include "graph/web.h"

namespace orbweb {

/// Orders by name; "name" is the one that a web has.
constexpr std::array<std::string_view, 5> kNodeOrders = {"name", "degree", "indegree", "outdegree", "bfs"};
bool is_node_order(std::string_view name);

/// Steps apply in the order they are called. Those that look at the graph (components, orders) first settle what waits:
/// a web is written beside the output, mapped, and removed when the next one stands or the conversion ends, so at most
/// two lie there at once. Holds 4 bytes per node.
class Conversion {
 public:
  /// `beside` is the final output: webs in between lie beside it, or in memory where it is empty.
  Conversion(Web input, std::filesystem::path beside, std::uint64_t memory_limit, Control control,
             FileSystem& files = real_file_system());
  ~Conversion();
  Conversion(const Conversion&) = delete;
  Conversion& operator=(const Conversion&) = delete;

  void keep_nodes(const IndexSet& nodes);
  void filter_arcs(bool followed_only, bool drop_self_loops);
  void keep_largest_component(bool strong);
  /// One of kNodeOrders. Throws ArgumentError listing them.
  void order_nodes(std::string_view order);
  /// All nodes of what settle() gave, in their new order.
  void order_nodes(std::vector<NodeId> order) { waiting_.nodes = std::move(order); }
  void set_direction(ArcDirection direction) { waiting_.direction = direction; }

  const Web& input() const { return input_; }
  /// Whether the result's nodes have no names of their own though the input's have.
  bool loses_names() const { return input_.has_names() && !keeps_names(current_, waiting_); }

  /// Sends the result to `sink`, to the last call.
  void feed(WebSink& sink, Provenance provenance) {
    transform(current_, waiting_, sink, std::move(provenance), control_);
  }
  /// The result as a web that can be read again and again, as long as the conversion lives.
  const Web& settle();
  /// Of the result.
  std::uint64_t num_nodes() const { return waiting_.nodes ? waiting_.nodes->size() : current_.num_nodes(); }
  /// The input's node that a node of the result is.
  NodeId origin(NodeId node) const;

 private:
  bool has_waiting() const;
  Web make_current();

  Web input_, current_;
  std::filesystem::path beside_;
  Control control_;
  FileSystem& files_;
  std::vector<std::filesystem::path> folders_;  ///< of webs in between, the current one last
  std::optional<std::vector<NodeId>> origins_;  ///< of the current web's nodes, where they are not the input's
  TransformOptions waiting_;
};

}  // namespace orbweb
