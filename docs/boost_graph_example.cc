// Which domains a surfer can come to from one, and in how many links: Boost's breadth-first search on a web on disk.
//
//   boost_graph_example my.web example.com
#include <boost/graph/breadth_first_search.hpp>
#include <boost/range/iterator_range.hpp>
#include <exception>
#include <iostream>
#include <vector>

#include "bgl/web_graph.h"
#include "graph/store.h"

int main(int argc, char** argv) try {
  if (argc != 3) {
    std::cerr << "usage: boost_graph_example WEB NAME\n";
    return 2;
  }
  const orbweb::WebGraph graph(orbweb::open_web(argv[1]));
  const auto source = graph.web().find(argv[2]);
  if (!source) {
    std::cerr << "no node " << argv[2] << " in this web\n";
    return 2;
  }
  std::vector<int> distance(num_vertices(graph), -1);
  distance[*source] = 0;
  boost::breadth_first_search(
      graph, *source,
      boost::visitor(boost::make_bfs_visitor(boost::record_distances(distance.data(), boost::on_tree_edge()))));
  const auto names = get(boost::vertex_name, graph);
  for (const orbweb::NodeId node : boost::make_iterator_range(vertices(graph))) {
    if (distance[node] >= 0) std::cout << names[node] << '\t' << distance[node] << '\n';
  }
} catch (const std::exception& error) {
  std::cerr << error.what() << '\n';
  return 1;
}
