#include "support/random_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <tuple>

#include "graph/name_key.h"
#include "graph/transpose.h"

namespace orbweb::test {

namespace {

std::vector<TestArc> folded(std::vector<TestArc> arcs) {
  std::sort(arcs.begin(), arcs.end(), [](const TestArc& a, const TestArc& b) {
    return std::tie(a.source, a.target) < std::tie(b.source, b.target);
  });
  std::vector<TestArc> result;
  for (const TestArc& arc : arcs) {
    if (result.empty() || result.back().source != arc.source || result.back().target != arc.target) {
      result.push_back(arc);
      continue;
    }
    const std::uint64_t count = std::uint64_t{result.back().count} + arc.count;
    result.back().count =
        static_cast<std::uint32_t>(std::min<std::uint64_t>(count, std::numeric_limits<std::uint32_t>::max()));
    result.back().followed = result.back().followed || arc.followed;
  }
  return result;
}

Web assemble(std::uint64_t num_nodes, const std::vector<TestArc>& arcs, std::optional<Names> names, FoldLevel fold) {
  std::vector<ArcIndex> offsets(num_nodes + 1, 0);
  std::vector<NodeId> targets;
  std::vector<std::uint8_t> followed;
  std::vector<std::uint32_t> counts;
  for (const TestArc& arc : arcs) {
    ++offsets.at(arc.source + std::size_t{1});
    targets.push_back(arc.target);
    followed.push_back(arc.followed ? 1 : 0);
    counts.push_back(arc.count);
  }
  for (std::size_t i = 1; i < offsets.size(); ++i) offsets[i] += offsets[i - 1];
  Graph successors(std::move(offsets), std::move(targets));
  Graph predecessors = transpose(successors);
  Provenance provenance;
  provenance.fold = fold;
  return Web(std::move(successors), std::move(predecessors), std::move(names), IndexSet::from_members(followed),
             std::move(counts), std::move(provenance));
}

/// `keys` in order.
Names names_of(const std::vector<std::string>& keys) {
  std::vector<std::uint64_t> offsets = {0};
  std::vector<char> bytes;
  for (const std::string& key : keys) {
    bytes.insert(bytes.end(), key.begin(), key.end());
    offsets.push_back(bytes.size());
  }
  return Names(std::move(offsets), std::move(bytes));
}

}  // namespace

Web make_web(std::uint64_t num_nodes, std::vector<TestArc> arcs, FoldLevel fold) {
  return assemble(num_nodes, folded(std::move(arcs)), std::nullopt, fold);
}

Web make_named_web(const std::vector<NamedArc>& arcs, FoldLevel fold) {
  std::map<std::string, NodeId> nodes;
  for (const NamedArc& arc : arcs) {
    nodes.emplace(key_from_name(arc.source), 0);
    nodes.emplace(key_from_name(arc.target), 0);
  }
  std::vector<std::string> keys;
  for (auto& [key, node] : nodes) {
    node = static_cast<NodeId>(keys.size());
    keys.push_back(key);
  }
  std::vector<TestArc> numbered;
  for (const NamedArc& arc : arcs) {
    numbered.push_back(
        {nodes.at(key_from_name(arc.source)), nodes.at(key_from_name(arc.target)), arc.followed, arc.count});
  }
  return assemble(nodes.size(), folded(std::move(numbered)), names_of(keys), fold);
}

Web with_names(const Web& web, FoldLevel fold) {
  std::vector<std::string> keys;
  for (std::uint64_t i = 0; i < web.num_nodes(); ++i)
    keys.push_back(key_from_name(fmt::format("site-{:06}.example", i)));
  Provenance provenance = web.provenance();
  provenance.fold = fold;
  return Web(decode(web.successors()), decode(web.predecessors()), names_of(keys), web.followed(), web.link_counts(),
             std::move(provenance));
}

std::vector<TestArc> random_arcs(const RandomWebOptions& options) {
  Random random(options.seed);
  std::vector<NodeId> sources;
  for (std::uint64_t i = 0; i < options.nodes; ++i) {
    if (random.unit() >= options.dangling_share) sources.push_back(static_cast<NodeId>(i));
  }
  const auto draw_target = [&] {
    const double position = random.unit();
    const double bent = random.unit() < options.popular_share ? position * position * position * position : position;
    return static_cast<NodeId>(bent * static_cast<double>(options.nodes));
  };
  std::vector<TestArc> arcs;
  const std::uint64_t num_arcs = sources.empty() ? 0 : std::max<std::uint64_t>(options.arcs, sources.size());
  for (std::uint64_t i = 0; i < num_arcs; ++i) {
    const NodeId source = i < sources.size() ? sources[i] : sources[random.below(sources.size())];
    NodeId target = draw_target();
    if (!options.self_loops && target == source) target = static_cast<NodeId>((target + 1) % options.nodes);
    const bool followed = random.unit() >= options.nofollow_share;
    arcs.push_back({source, target, followed, static_cast<std::uint32_t>(1 + random.below(options.max_count))});
  }
  return arcs;
}

Web random_web(const RandomWebOptions& options) { return make_web(options.nodes, random_arcs(options)); }

}  // namespace orbweb::test
