// A web as Boost.Graph sees graphs: any of its algorithms runs on a web on disk, unchanged.
//
//   orbweb::WebGraph graph(orbweb::open_web("my.web"));
//   boost::breadth_first_search(graph, source, boost::visitor(...));
//
// Models BidirectionalGraph, AdjacencyGraph, VertexListGraph and EdgeListGraph (tests/bgl/ checks it with Boost's
// concept classes). Vertices are nodes, edges are arcs; `boost::get` gives these properties, all read only:
//
//   vertex_index   the node's number              edge_index     where the arc's labels lie
//   vertex_name    its name, or number as text    edge_weight    how many links the arc stands for
//                                                 edge_followed  whether one of them is followed
//
// The only header of Orbweb that needs more than the standard library: Boost's headers, 1.74 or later. Rows of a web in
// memory are used where they lie. Rows of a web on disk are decoded anew for every out_edges, in_edges and
// adjacent_vertices, O(degree), and live as long as their iterators: algorithms that ask for the same rows again and
// again run faster on decode() of graph/graph.h. Any access may throw LoadError, as all reads. Safe to read from many
// threads. Siek, Lee, Lumsdaine, "The Boost Graph Library", Addison-Wesley, 2002.
#pragma once

#include <algorithm>
#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/iterator_facade.hpp>
#include <boost/property_map/property_map.hpp>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "graph/web.h"

namespace orbweb {

/// An arc. Those that in_edges gives do not know their index yet: edge_index and the labels then look it up in the
/// source's row, O(its outdegree).
struct WebEdge {
  static constexpr ArcIndex kUnknown = std::numeric_limits<ArcIndex>::max();

  NodeId source = 0, target = 0;
  ArcIndex index = kUnknown;

  friend bool operator==(const WebEdge& a, const WebEdge& b) { return a.source == b.source && a.target == b.target; }
  friend bool operator<(const WebEdge& a, const WebEdge& b) {
    return std::tie(a.source, a.target) < std::tie(b.source, b.target);
  }
};

namespace bgl_detail {

/// A row and what keeps it alive: nothing where it lies in a graph in memory, which outlives all.
struct Row {
  std::shared_ptr<const std::vector<NodeId>> owner;
  const NodeId* begin = nullptr;
  const NodeId* end = nullptr;
};

inline Row row_of(const Adjacency& rows, NodeId node) {
  if (const auto* graph = dynamic_cast<const Graph*>(&rows)) {
    const auto row = (*graph)[node];
    return {nullptr, row.data(), row.data() + row.size()};
  }
  auto row = std::make_shared<std::vector<NodeId>>();
  rows.read_row(node, *row);
  const NodeId* const begin = row->data();
  const NodeId* const end = begin + row->size();
  return {std::move(row), begin, end};
}

class NeighbourIterator
    : public boost::iterator_facade<NeighbourIterator, NodeId, boost::random_access_traversal_tag, NodeId> {
 public:
  NeighbourIterator() = default;
  NeighbourIterator(std::shared_ptr<const std::vector<NodeId>> owner, const NodeId* at)
      : owner_(std::move(owner)), at_(at) {}

 private:
  friend class boost::iterator_core_access;
  NodeId dereference() const { return *at_; }
  bool equal(const NeighbourIterator& other) const { return at_ == other.at_; }
  void increment() { ++at_; }
  void decrement() { --at_; }
  void advance(std::ptrdiff_t n) { at_ += n; }
  std::ptrdiff_t distance_to(const NeighbourIterator& other) const { return other.at_ - at_; }

  std::shared_ptr<const std::vector<NodeId>> owner_;
  const NodeId* at_ = nullptr;
};

/// Arcs of one row: from `node` outwards, or from elsewhere into it.
template <bool outwards>
class RowEdgeIterator
    : public boost::iterator_facade<RowEdgeIterator<outwards>, WebEdge, boost::random_access_traversal_tag, WebEdge> {
 public:
  RowEdgeIterator() = default;
  /// `index` is that of the arc at `at`, going outwards.
  RowEdgeIterator(std::shared_ptr<const std::vector<NodeId>> owner, NodeId node, const NodeId* at, ArcIndex index)
      : owner_(std::move(owner)), node_(node), at_(at), index_(index) {}

 private:
  friend class boost::iterator_core_access;
  WebEdge dereference() const {
    return outwards ? WebEdge{node_, *at_, index_} : WebEdge{*at_, node_, WebEdge::kUnknown};
  }
  bool equal(const RowEdgeIterator& other) const { return at_ == other.at_; }
  void increment() { advance(1); }
  void decrement() { advance(-1); }
  void advance(std::ptrdiff_t n) {
    at_ += n;
    index_ += static_cast<ArcIndex>(n);
  }
  std::ptrdiff_t distance_to(const RowEdgeIterator& other) const { return other.at_ - at_; }

  std::shared_ptr<const std::vector<NodeId>> owner_;
  NodeId node_ = 0;
  const NodeId* at_ = nullptr;
  ArcIndex index_ = 0;
};

/// All arcs, row after row; one decoded row at a time.
class EdgeIterator : public boost::iterator_facade<EdgeIterator, WebEdge, boost::forward_traversal_tag, WebEdge> {
 public:
  EdgeIterator() = default;
  EdgeIterator(const Adjacency* rows, std::uint64_t node) : rows_(rows), node_(node) { find_row(); }

 private:
  friend class boost::iterator_core_access;
  WebEdge dereference() const { return {static_cast<NodeId>(node_), *at_, index_}; }
  bool equal(const EdgeIterator& other) const { return node_ == other.node_ && index_ == other.index_; }
  void increment() {
    ++at_;
    ++index_;
    if (at_ != row_.end) return;
    ++node_;
    find_row();
  }
  /// The first arc of the first row from node_ on that has one, or the end.
  void find_row() {
    while (node_ < rows_->num_nodes() && rows_->degree(static_cast<NodeId>(node_)) == 0) ++node_;
    index_ = rows_->first_arc(node_);
    row_ = node_ < rows_->num_nodes() ? row_of(*rows_, static_cast<NodeId>(node_)) : Row();
    at_ = row_.begin;
  }

  const Adjacency* rows_ = nullptr;
  std::uint64_t node_ = 0;
  Row row_;
  const NodeId* at_ = nullptr;
  ArcIndex index_ = 0;
};

struct Traversal : virtual boost::bidirectional_graph_tag,
                   virtual boost::adjacency_graph_tag,
                   virtual boost::vertex_list_graph_tag,
                   virtual boost::edge_list_graph_tag {};

}  // namespace bgl_detail

/// Cheap to copy, as the web is.
class WebGraph {
 public:
  using vertex_descriptor = NodeId;
  using edge_descriptor = WebEdge;
  using directed_category = boost::bidirectional_tag;
  using edge_parallel_category = boost::disallow_parallel_edge_tag;
  using traversal_category = bgl_detail::Traversal;
  using vertices_size_type = std::uint64_t;
  using edges_size_type = std::uint64_t;
  using degree_size_type = std::uint64_t;
  using vertex_iterator = boost::counting_iterator<NodeId>;
  using adjacency_iterator = bgl_detail::NeighbourIterator;
  using out_edge_iterator = bgl_detail::RowEdgeIterator<true>;
  using in_edge_iterator = bgl_detail::RowEdgeIterator<false>;
  using edge_iterator = bgl_detail::EdgeIterator;

  static vertex_descriptor null_vertex() { return std::numeric_limits<NodeId>::max(); }

  WebGraph() = default;
  explicit WebGraph(Web web) : web_(std::move(web)) {}

  const Web& web() const { return web_; }

  /// Where the labels of an arc lie.
  ArcIndex index_of(const WebEdge& edge) const {
    if (edge.index != WebEdge::kUnknown) return edge.index;
    const bgl_detail::Row row = bgl_detail::row_of(web_.successors(), edge.source);
    const auto place = std::lower_bound(row.begin, row.end, edge.target) - row.begin;
    return web_.successors().first_arc(edge.source) + static_cast<ArcIndex>(place);
  }

 private:
  Web web_;
};

inline std::pair<WebGraph::vertex_iterator, WebGraph::vertex_iterator> vertices(const WebGraph& graph) {
  return {WebGraph::vertex_iterator(0), WebGraph::vertex_iterator(static_cast<NodeId>(graph.web().num_nodes()))};
}
inline NodeId vertex(std::uint64_t number, const WebGraph&) { return static_cast<NodeId>(number); }
inline std::uint64_t num_vertices(const WebGraph& graph) { return graph.web().num_nodes(); }

inline std::pair<WebGraph::edge_iterator, WebGraph::edge_iterator> edges(const WebGraph& graph) {
  const Adjacency& rows = graph.web().successors();
  return {WebGraph::edge_iterator(&rows, 0), WebGraph::edge_iterator(&rows, rows.num_nodes())};
}
inline std::uint64_t num_edges(const WebGraph& graph) { return graph.web().num_arcs(); }

inline NodeId source(const WebEdge& edge, const WebGraph&) { return edge.source; }
inline NodeId target(const WebEdge& edge, const WebGraph&) { return edge.target; }

inline std::pair<WebGraph::out_edge_iterator, WebGraph::out_edge_iterator> out_edges(NodeId node,
                                                                                     const WebGraph& graph) {
  const bgl_detail::Row row = bgl_detail::row_of(graph.web().successors(), node);
  const ArcIndex first = graph.web().successors().first_arc(node);
  return {{row.owner, node, row.begin, first},
          {row.owner, node, row.end, first + static_cast<ArcIndex>(row.end - row.begin)}};
}
inline std::uint64_t out_degree(NodeId node, const WebGraph& graph) { return graph.web().successors().degree(node); }

inline std::pair<WebGraph::in_edge_iterator, WebGraph::in_edge_iterator> in_edges(NodeId node, const WebGraph& graph) {
  const bgl_detail::Row row = bgl_detail::row_of(graph.web().predecessors(), node);
  return {{row.owner, node, row.begin, 0}, {row.owner, node, row.end, 0}};
}
inline std::uint64_t in_degree(NodeId node, const WebGraph& graph) { return graph.web().predecessors().degree(node); }
inline std::uint64_t degree(NodeId node, const WebGraph& graph) {
  return in_degree(node, graph) + out_degree(node, graph);
}

inline std::pair<WebGraph::adjacency_iterator, WebGraph::adjacency_iterator> adjacent_vertices(NodeId node,
                                                                                               const WebGraph& graph) {
  const bgl_detail::Row row = bgl_detail::row_of(graph.web().successors(), node);
  return {{row.owner, row.begin}, {row.owner, row.end}};
}

/// The tag of the property that Boost has no name for.
enum edge_followed_t { edge_followed };

namespace bgl_detail {

/// A property that a function of the web and the key computes.
template <class Key, class Value, Value (*value_of)(const WebGraph&, const Key&)>
class ComputedMap : public boost::put_get_helper<Value, ComputedMap<Key, Value, value_of>> {
 public:
  using key_type = Key;
  using value_type = Value;
  using reference = Value;
  using category = boost::readable_property_map_tag;

  ComputedMap() = default;
  /// The graph must live longer.
  explicit ComputedMap(const WebGraph& graph) : graph_(&graph) {}

  Value operator[](const Key& key) const { return value_of(*graph_, key); }

 private:
  const WebGraph* graph_ = nullptr;
};

inline std::string name_of(const WebGraph& graph, const NodeId& node) { return graph.web().display_name(node); }
inline ArcIndex index_of(const WebGraph& graph, const WebEdge& edge) { return graph.index_of(edge); }
inline std::uint32_t links_of(const WebGraph& graph, const WebEdge& edge) {
  return graph.web().link_counts()[graph.index_of(edge)];
}
inline bool is_followed(const WebGraph& graph, const WebEdge& edge) {
  return graph.web().followed().contains(graph.index_of(edge));
}

template <class Tag>
struct PropertyOf;
template <>
struct PropertyOf<boost::vertex_name_t> {
  using type = ComputedMap<NodeId, std::string, name_of>;
};
template <>
struct PropertyOf<boost::edge_index_t> {
  using type = ComputedMap<WebEdge, ArcIndex, index_of>;
};
template <>
struct PropertyOf<boost::edge_weight_t> {
  using type = ComputedMap<WebEdge, std::uint32_t, links_of>;
};
template <>
struct PropertyOf<edge_followed_t> {
  using type = ComputedMap<WebEdge, bool, is_followed>;
};

}  // namespace bgl_detail

inline boost::typed_identity_property_map<NodeId> get(boost::vertex_index_t, const WebGraph&) { return {}; }
inline NodeId get(boost::vertex_index_t, const WebGraph&, NodeId node) { return node; }

template <class Tag>
typename bgl_detail::PropertyOf<Tag>::type get(Tag, const WebGraph& graph) {
  return typename bgl_detail::PropertyOf<Tag>::type(graph);
}
template <class Tag, class Key>
typename bgl_detail::PropertyOf<Tag>::type::value_type get(Tag tag, const WebGraph& graph, const Key& key) {
  return get(tag, graph)[key];
}

}  // namespace orbweb

namespace boost {

template <>
struct property_map<orbweb::WebGraph, vertex_index_t> {
  using type = typed_identity_property_map<orbweb::NodeId>;
  using const_type = type;
};
template <class Tag>
struct property_map<orbweb::WebGraph, Tag> {
  using type = typename orbweb::bgl_detail::PropertyOf<Tag>::type;
  using const_type = type;
};

}  // namespace boost
