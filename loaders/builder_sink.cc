#include "loaders/builder_sink.h"

#include <fmt/format.h>

#include <unordered_map>
#include <utility>

#include "graph/error.h"

namespace orbweb {

void BuilderSink::add(std::vector<NumberedArc> arcs) {
  if (options_.with_names) {
    add_named(arcs);
  } else {
    add_numbered(arcs);
  }
}

void BuilderSink::add_numbered(const std::vector<NumberedArc>& arcs) {
  std::vector<BuilderArc> built;
  built.reserve(arcs.size());
  for (const NumberedArc& arc : arcs) {
    built.push_back({static_cast<NodeId>(arc.source), static_cast<NodeId>(arc.target), arc.count, arc.followed});
  }
  builder_->add(built);
}

void BuilderSink::add_named(const std::vector<NumberedArc>& arcs) {
  NamedBatch batch;
  std::unordered_map<std::uint64_t, std::uint32_t> in_batch;
  const auto place_of = [&](std::uint64_t number) {
    const auto [place, is_new] = in_batch.try_emplace(number, 0);
    if (is_new) place->second = batch.add_name(names_.at(number));
    return place->second;
  };
  for (const NumberedArc& arc : arcs) {
    const std::uint32_t source = place_of(arc.source);
    batch.add_link(source, place_of(arc.target), arc.count, arc.followed);
  }
  builder_->add_links(batch);
}

void BuilderSink::set_num_nodes_at_least(std::uint64_t num_nodes) { builder_->set_num_nodes_at_least(num_nodes); }

void BuilderSink::drop_names() {
  options_.with_names = false;
  builder_.emplace(options_, files_);
}

/// The builder learns the name at once, so that a node without arcs exists too.
bool BuilderSink::name_next(std::string_view name) {
  names_.emplace_back(name);
  if (!distinct_.insert(names_.back()).second) return false;
  NamedBatch batch;
  batch.add_name(name);
  builder_->add_links(batch);
  return true;
}

}  // namespace orbweb
