#include "graph/builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <limits>
#include <optional>
#include <utility>

#include "graph/build/arc_sorter.h"
#include "graph/build/budget.h"
#include "graph/build/named_links.h"
#include "graph/error.h"
#include "graph/name_key.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

/// Sorts arcs of one kind into a sorter or a log as they come, through a small buffer.
template <class Arcs>
void add_arcs(const std::vector<BuilderArc>& arcs, Arcs& to) {
  std::array<ArcKey, 2048> plain;
  std::array<LabelledArc, 512> labelled;
  std::size_t num_plain = 0;
  std::size_t num_labelled = 0;
  const auto flush_plain = [&] { to.add(std::span<const ArcKey>(plain.data(), std::exchange(num_plain, 0))); };
  const auto flush_labelled = [&] {
    to.add(std::span<const LabelledArc>(labelled.data(), std::exchange(num_labelled, 0)));
  };
  for (const BuilderArc& arc : arcs) {
    const ArcKey key = arc_key(arc.source, arc.target);
    if (arc.count == 1 && arc.followed) {
      plain[num_plain++] = key;
      if (num_plain == plain.size()) flush_plain();
    } else {
      labelled[num_labelled++] = {key, arc.count, arc.followed ? 1U : 0U};
      if (num_labelled == labelled.size()) flush_labelled();
    }
  }
  flush_plain();
  flush_labelled();
}

/// Reports arcs as they reach the sink: each twice, once per direction.
class RowProgress {
 public:
  RowProgress(const Control& control, std::uint64_t links) : control_(control), total_(2 * links) {}

  void pass(std::uint64_t arcs) {
    done_ += arcs;
    control_.progress({.phase = "building the graph", .done = done_, .total = total_, .unit = "arcs"});
  }
  /// Links that folded away count as done.
  void set_total(std::uint64_t total) { total_ = total; }

 private:
  const Control& control_;
  std::uint64_t total_;
  std::uint64_t done_ = 0;
};

}  // namespace

std::uint32_t NamedBatch::add_name(std::string_view name) {
  append_key(keys_, name);
  ends_.push_back(keys_.size());
  return static_cast<std::uint32_t>(ends_.size() - 1);
}

void NamedBatch::clear() {
  keys_.clear();
  ends_.clear();
  links_.clear();
}

struct WebBuilder::State {
  State(const BuilderOptions& options, FileSystem& files)
      : limit(limit_or_default(options.memory_limit)),
        threads(num_threads()),
        budget(reading_budget(limit, threads, options.with_names)),
        space(files, options.temporary_folder) {
    if (options.with_names) {
      names = std::make_unique<NamedLinks>(pool, space, budget.dictionary, budget.arcs, threads);
    } else {
      successors = std::make_unique<ArcSorter>(pool, space, budget.arcs, threads);
    }
  }

  std::uint64_t number_nodes(WebSink& sink, const Control& control);
  void check_fits(const WebSink& sink, const WebSize& size) const;
  void stream(WebSink& sink, const WebSize& size, const Control& control);

  const std::uint64_t limit;
  const int threads;
  const ReadingBudget budget;
  BlockPool pool;
  SpillSpace space;
  std::unique_ptr<NamedLinks> names;                 ///< only with names
  std::unique_ptr<ArcSorter> successors;             ///< with names, once they are numbered
  std::atomic<std::uint64_t> num_numbered_nodes{0};  ///< without names: largest number plus one
  BuildStats stats;
};

WebBuilder::WebBuilder(const BuilderOptions& options, FileSystem& files)
    : state_(std::make_unique<State>(options, files)) {}

WebBuilder::~WebBuilder() = default;

void WebBuilder::add_links(const NamedBatch& batch) {
  if (!state_->names) throw ArgumentError("this builder takes numbered nodes, not named ones");
  state_->names->add(batch);
}

void WebBuilder::add(const std::vector<BuilderArc>& arcs) {
  if (state_->names) throw ArgumentError("this builder takes named nodes, not numbered ones");
  NodeId largest = 0;
  for (const BuilderArc& arc : arcs) largest = std::max({largest, arc.source, arc.target});
  if (largest == std::numeric_limits<NodeId>::max()) {
    throw LimitError(fmt::format("node {}: the largest number is {}", largest, largest - 1));
  }
  if (arcs.empty()) return;
  std::atomic<std::uint64_t>& nodes = state_->num_numbered_nodes;
  std::uint64_t before = nodes;
  while (before <= largest && !nodes.compare_exchange_weak(before, std::uint64_t{largest} + 1)) continue;
  add_arcs(arcs, *state_->successors);
}

/// Phase 2: how many nodes there are; with names, those are sent and the links numbered.
std::uint64_t WebBuilder::State::number_nodes(WebSink& sink, const Control& control) {
  if (!names) return num_numbered_nodes;
  const std::uint64_t num_nodes = names->send_names(sink, control);
  const WebSize size{num_nodes, names->num_links()};
  check_fits(sink, size);
  const std::uint64_t bytes = sorting_budget(limit, threads, 0, names->bytes_to_number());
  successors = std::make_unique<ArcSorter>(pool, space, bytes, threads);
  stats.name_runs = names->num_spilled();
  names->number_links(*successors, control);
  names.reset();
  return num_nodes;
}

void WebBuilder::State::check_fits(const WebSink& sink, const WebSize& size) const {
  if (sink.memory(size) <= limit) return;
  throw LimitError(fmt::format("a web of {} nodes and {} links would take {} MB, but {} MB are granted", size.num_nodes,
                               size.links, sink.memory(size) >> 20, limit >> 20));
}

/// Phases 3 and 4.
void WebBuilder::State::stream(WebSink& sink, const WebSize& size, const Control& control) {
  RowProgress progress(control, size.links);
  const std::uint64_t bytes = sorting_budget(limit, threads, sink.memory(size), 0);
  if (!successors->has_spilled() && pool.bytes_in_use() > bytes) successors->spill();
  ArcSorter predecessors(pool, space, bytes, threads);
  const auto add_reversed = [&](const SortedArcs& arcs) {
    std::array<ArcKey, 2048> turned;
    for (std::size_t i = 0; i < arcs.keys.size();) {
      const std::size_t count = std::min(turned.size(), arcs.keys.size() - i);
      std::transform(arcs.keys.data() + i, arcs.keys.data() + i + count, turned.data(), reversed);
      predecessors.add(std::span<const ArcKey>(turned.data(), count));
      i += count;
    }
  };
  const auto send_successors = [&](LabelledRows rows) {
    progress.pass(rows.rows.num_arcs());
    stats.arcs += rows.rows.num_arcs();
    sink.add_successors(std::move(rows.rows), std::move(rows.link_counts), std::move(rows.followed));
  };
  successors->stream(size.num_nodes, control,
                     {.with_labels = true, .on_arcs = add_reversed, .on_rows = send_successors});
  stats.successor_runs = successors->num_runs();
  successors.reset();
  progress.set_total(2 * stats.arcs);

  const auto send_predecessors = [&](LabelledRows rows) {
    progress.pass(rows.rows.num_arcs());
    sink.add_predecessors(std::move(rows.rows));
  };
  predecessors.stream(size.num_nodes, control, {.on_rows = send_predecessors});
  stats.predecessor_runs = predecessors.num_runs();
}

void WebBuilder::build_into(WebSink& sink, Provenance provenance, const Control& control) {
  State& state = *state_;
  control.check();
  state.stats.nodes = state.number_nodes(sink, control);
  const WebSize size{state.stats.nodes, state.successors->num_added()};
  state.stats.links = size.links;
  state.check_fits(sink, size);
  sink.begin_rows(size);
  state.stream(sink, size, control);
  state.stats.temporary_bytes = state.space.peak_bytes();
  sink.finish(std::move(provenance));
}

void WebBuilder::set_num_nodes_at_least(std::uint64_t num_nodes) {
  constexpr std::uint64_t kMostNodes = std::uint64_t{std::numeric_limits<NodeId>::max()};
  if (num_nodes > kMostNodes) throw LimitError(fmt::format("{} nodes: this build has 32-bit node ids", num_nodes));
  std::atomic<std::uint64_t>& nodes = state_->num_numbered_nodes;
  for (std::uint64_t now = nodes; now < num_nodes && !nodes.compare_exchange_weak(now, num_nodes);) {
  }
}

Web WebBuilder::build(Provenance provenance, const Control& control) {
  MemorySink sink;
  build_into(sink, std::move(provenance), control);
  return sink.take();
}

const BuildStats& WebBuilder::stats() const { return state_->stats; }

}  // namespace orbweb
