// The questions of query/, for many nodes at once: columns of node numbers and of what is said of them.
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

#include "graph/parallel.h"
#include "python/src/arguments.h"
#include "python/src/array_view.h"
#include "python/src/module.h"
#include "query/answers.h"
#include "query/overlap.h"
#include "query/similar.h"

namespace orbweb::python {

namespace py = pybind11;

namespace {

using NodeArray = py::array_t<NodeId, py::array::c_style | py::array::forcecast>;
using Ratings = py::array_t<double, py::array::c_style | py::array::forcecast>;

template <class T>
std::span<const T> values_of(const py::array_t<T, py::array::c_style | py::array::forcecast>& array) {
  return {array.data(), static_cast<std::size_t>(array.size())};
}

py::array flags_from(std::vector<std::uint8_t> flags) { return array_from(std::move(flags)).attr("view")("bool"); }

/// The dict's "ratings" and "n". Holds the array that the order looks at.
struct OrderArgument {
  explicit OrderArgument(const Arguments& arguments) : ratings(arguments.get("ratings", Ratings())) {
    order.ratings = values_of(ratings);
    arguments.read("n", order.count);
  }

  Ratings ratings;
  AnswerOrder order;
};

/// The dict's "linked": which side of a node is asked about.
Side side_of(const Arguments& arguments) { return arguments.get("linked", false) ? Side::linked : Side::referrers; }

/// Calls take(node, answer(node)) for each node in turn; answers are found on all threads, some at a time.
template <class Answer, class Take>
void answer_each(std::span<const NodeId> nodes, const Control& control, Answer&& answer, Take&& take) {
  constexpr std::size_t kNodesAtOnce = 256;
  for (std::size_t first = 0; first < nodes.size(); first += kNodesAtOnce) {
    const auto some = nodes.subspan(first, std::min(kNodesAtOnce, nodes.size() - first));
    std::vector<decltype(answer(NodeId{}))> answers(some.size());
    parallel_for(some.size(), 1, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t i = begin; i < end; ++i) {
        control.check();
        answers[i] = answer(some[i]);
      }
    });
    for (std::size_t i = 0; i < some.size(); ++i) take(some[i], answers[i]);
    control.progress({.phase = "answering", .done = first + some.size(), .total = nodes.size(), .unit = "names"});
  }
}

struct NeighbourColumns {
  std::vector<NodeId> asked, found;
  std::vector<std::uint32_t> links;
  std::vector<std::uint8_t> followed;

  void add(NodeId node, const std::vector<Neighbour>& neighbours) {
    for (const Neighbour& one : neighbours) {
      asked.push_back(node);
      found.push_back(one.node);
      links.push_back(one.links);
      followed.push_back(one.followed ? 1 : 0);
    }
  }
};

py::tuple neighbours(const WebHandle& handle, const NodeArray& nodes, const py::dict& options) {
  const Arguments arguments(options);
  const OrderArgument ordered(arguments);
  const Side side = side_of(arguments);
  const bool followed_only = arguments.get("followed", false);
  auto columns = run_long_for<NeighbourColumns>(arguments.call(), [&](const Control& control) {
    NeighbourColumns found;
    answer_each(
        values_of(nodes), control,
        [&](NodeId node) { return answer_neighbours(handle.web, node, side, followed_only, ordered.order, control); },
        [&](NodeId node, const std::vector<Neighbour>& answer) { found.add(node, answer); });
    return found;
  });
  return py::make_tuple(array_from(std::move(columns.asked)), array_from(std::move(columns.found)),
                        array_from(std::move(columns.links)), flags_from(std::move(columns.followed)));
}

struct TotalsColumns {
  std::vector<NodeId> of;
  std::vector<std::uint64_t> nodes, followed, links;

  void add(NodeId node, const SideTotals& totals) {
    of.push_back(node);
    nodes.push_back(totals.nodes);
    followed.push_back(totals.followed);
    links.push_back(totals.links);
  }
};

py::tuple as_tuple(TotalsColumns columns) {
  return py::make_tuple(array_from(std::move(columns.of)), array_from(std::move(columns.nodes)),
                        array_from(std::move(columns.followed)), array_from(std::move(columns.links)));
}

py::tuple totals(const WebHandle& handle, const NodeArray& nodes, const py::dict& options) {
  const Arguments arguments(options);
  const Side side = side_of(arguments);
  const bool followed_only = arguments.get("followed", false);
  return as_tuple(run_long_for<TotalsColumns>(arguments.call(), [&](const Control& control) {
    TotalsColumns found;
    answer_each(
        values_of(nodes), control,
        [&](NodeId node) { return totals_of(chosen_neighbours(handle.web, node, side, followed_only, control)); },
        [&](NodeId node, const SideTotals& answer) { found.add(node, answer); });
    return found;
  }));
}

std::vector<NodeId> as_vector(const NodeArray& nodes) {
  const auto values = values_of(nodes);
  return {values.begin(), values.end()};
}

struct MatchColumns {
  std::vector<NodeId> found, linked_to;
  std::vector<std::uint64_t> matches, links;

  void add(const IntersectMatch& match) {
    found.push_back(match.node);
    matches.push_back(match.matched.size());
    links.push_back(match.links);
    linked_to.insert(linked_to.end(), match.matched.begin(), match.matched.end());
  }
};

/// The last column holds the lists of whom each row's node links to, one after another: `matches` are their lengths.
py::tuple intersect_columns(const WebHandle& handle, const NodeArray& linked, const NodeArray& not_linked,
                            const py::dict& options) {
  const Arguments arguments(options);
  const OrderArgument ordered(arguments);
  IntersectQuestion question{.linked = as_vector(linked), .not_linked = as_vector(not_linked)};
  arguments.read("min_matches", question.min_matches);
  arguments.read("followed", question.followed_only);
  auto columns = run_long_for<MatchColumns>(arguments.call(), [&](const Control& control) {
    MatchColumns found;
    for (const IntersectMatch& match : answer_intersect(handle.web, question, ordered.order, control)) {
      found.add(match);
    }
    return found;
  });
  return py::make_tuple(array_from(std::move(columns.found)), array_from(std::move(columns.matches)),
                        array_from(std::move(columns.links)), array_from(std::move(columns.linked_to)));
}

struct OverlapColumns {
  std::vector<NodeId> asked, other;
  std::vector<std::uint64_t> shared, of_first, of_second;
  std::vector<double> jaccard;

  void add(NodeId node, NodeId second, const Overlap& overlap) {
    asked.push_back(node);
    other.push_back(second);
    shared.push_back(overlap.shared);
    of_first.push_back(overlap.of_first);
    of_second.push_back(overlap.of_second);
    jaccard.push_back(overlap.jaccard);
  }
};

py::tuple as_tuple(OverlapColumns columns) {
  return py::make_tuple(array_from(std::move(columns.asked)), array_from(std::move(columns.other)),
                        array_from(std::move(columns.shared)), array_from(std::move(columns.of_first)),
                        array_from(std::move(columns.of_second)), array_from(std::move(columns.jaccard)));
}

py::tuple shared(const WebHandle& handle, NodeId first, const NodeArray& others, const py::dict& options) {
  const Arguments arguments(options);
  const Side side = side_of(arguments);
  return as_tuple(run_long_for<OverlapColumns>(arguments.call(), [&](const Control& control) {
    const Overlaps overlaps(handle.web, first, side);
    OverlapColumns found;
    answer_each(
        values_of(others), control, [&](NodeId other) { return overlaps.with(other); },
        [&](NodeId other, const Overlap& overlap) { found.add(first, other, overlap); });
    return found;
  }));
}

py::tuple similar(const WebHandle& handle, const NodeArray& nodes, const py::dict& options) {
  const Arguments arguments(options);
  const OrderArgument ordered(arguments);
  const Side side = side_of(arguments);
  return as_tuple(run_long_for<OverlapColumns>(arguments.call(), [&](const Control& control) {
    OverlapColumns found;
    answer_each(
        values_of(nodes), control,
        [&](NodeId node) { return similar_nodes(handle.web, node, side, ordered.order.count, kSketchSize, control); },
        [&](NodeId node, const std::vector<SimilarNode>& answer) {
          for (const SimilarNode& one : answer) found.add(node, one.node, one.overlap);
        });
    return found;
  }));
}

using NodePairs = std::pair<std::vector<NodeId>, std::vector<NodeId>>;

py::tuple twins(const WebHandle& handle, const NodeArray& nodes, const py::dict& options) {
  const Arguments arguments(options);
  const OrderArgument ordered(arguments);
  const Side side = side_of(arguments);
  auto [asked, found] = run_long_for<NodePairs>(arguments.call(), [&](const Control& control) {
    NodePairs pairs;
    answer_each(
        values_of(nodes), control,
        [&](NodeId node) { return answer_twins(handle.web, node, side, ordered.order, control); },
        [&](NodeId node, const std::vector<NodeId>& answer) {
          pairs.first.insert(pairs.first.end(), answer.size(), node);
          pairs.second.insert(pairs.second.end(), answer.begin(), answer.end());
        });
    return pairs;
  });
  return py::make_tuple(array_from(std::move(asked)), array_from(std::move(found)));
}

/// Of each range [first, last) of nodes.
py::tuple best(const WebHandle& handle, const std::vector<std::pair<NodeId, NodeId>>& ranges, const py::dict& options) {
  const Arguments arguments(options);
  const OrderArgument ordered(arguments);
  const BestBy by = best_by_named(arguments.get<std::string>("by", "referrers"));
  return as_tuple(run_long_for<TotalsColumns>(arguments.call(), [&](const Control& control) {
    TotalsColumns found;
    for (const auto& [first, last] : ranges) {
      for (const BestNode& one : answer_best(handle.web, first, last, by, ordered.order, control)) {
        found.add(one.node, one.referrers);
      }
    }
    return found;
  }));
}

}  // namespace

void define_query(py::module_& module) {
  module.def("neighbours", &neighbours, py::arg("web"), py::arg("nodes"), py::arg("options"));
  module.def("totals", &totals, py::arg("web"), py::arg("nodes"), py::arg("options"));
  module.def("intersect", &intersect_columns, py::arg("web"), py::arg("linked"), py::arg("not_linked"),
             py::arg("options"));
  module.def("shared", &shared, py::arg("web"), py::arg("first"), py::arg("others"), py::arg("options"));
  module.def("similar", &similar, py::arg("web"), py::arg("nodes"), py::arg("options"));
  module.def("twins", &twins, py::arg("web"), py::arg("nodes"), py::arg("options"));
  module.def("best", &best, py::arg("web"), py::arg("ranges"), py::arg("options"));
}

}  // namespace orbweb::python
