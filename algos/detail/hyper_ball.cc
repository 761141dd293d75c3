#include "algos/detail/hyper_ball.h"

#include <algorithm>
#include <bit>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "algos/detail/ball_estimate.h"
#include "algos/detail/node_bits.h"
#include "algos/detail/spilled_registers.h"
#include "algos/engine/checkpoint.h"
#include "graph/kernels/registers.h"
#include "graph/parallel.h"
#include "graph/split_mix.h"

namespace orbweb::detail {

namespace {

constexpr std::uint64_t kBlock = SpilledRegisters::kBlock;  // nodes per task
constexpr std::uint64_t kWords = kBlock / 64;               // of their bits
constexpr std::uint64_t kSparse = 16;  // below 1/kSparse of all arcs, changes are followed from their sources

/// plant() or persist() a state, then get_ready(), then advance() as long as it says.
class HyperBall {
 public:
  /// Leaves off in the midst of a step once `stop` was requested.
  HyperBall(const Directions& arcs, const BallOptions& options, bool keeps_steps, std::stop_token stop,
            FileSystem& files)
      : successors_(*arcs.successors),
        predecessors_(*arcs.predecessors),
        options_(options),
        shape_{successors_.num_nodes(), std::uint64_t{1} << options.log2m, options.slices},
        width_(shape_.width()),
        stop_(std::move(stop)),
        estimate_(shape_.registers),
        changed_(shape_.nodes),
        changed_next_(shape_.nodes),
        asked_(shape_.nodes),
        totals_(shape_.nodes),
        loaded_(shape_.blocks()),
        grown_(shape_.blocks()) {
    if (options.slices > 1) spilled_.emplace(files, shape_, keeps_steps, stop_);
  }

  /// Every node's ball holds the node itself.
  void plant() {
    const std::uint64_t m = shape_.registers;
    make_counters([&](std::uint64_t first, std::span<std::uint8_t> counters) {
      std::fill(counters.begin(), counters.end(), std::uint8_t{0});
      for (std::uint64_t i = 0; i < counters.size() / m; ++i) plant(first + i, counters.subspan(i * m, m));
    });
    changed_.fill();
    sums_.harmonic.assign(shape_.nodes, 0);
    sums_.distances.assign(shape_.nodes, 0);
    sums_.reach.assign(shape_.nodes, 1);
    sums_.neighbourhood.assign(1, static_cast<double>(shape_.nodes));
  }

  /// Names the state, for algos/engine/checkpoint.h; before get_ready() or between steps. The same for any number of
  /// slices.
  template <class Archive>
  void persist(Archive& archive) {
    archive(distance_);
    persist_counters(archive);
    changed_.persist(archive);
    archive(sums_.neighbourhood);
    archive.require(!sums_.neighbourhood.empty());
    for (auto* values : {&sums_.harmonic, &sums_.distances, &sums_.reach}) {
      archive(*values);
      archive.require(values->size() == shape_.nodes);
    }
    archive(sums_.within);
    archive.require(sums_.within.size() == (options_.within > 0 && distance_ >= options_.within ? shape_.nodes : 0));
  }

  /// All else follows from the state.
  void get_ready() {
    if (!spilled_) next_ = now_;
    for (std::uint64_t v = 0; v < shape_.nodes; ++v) {
      if (changed_[v]) arcs_of_changed_ += successors_.degree(static_cast<NodeId>(v));
    }
  }

  /// One step further; false where nothing is left to hand on. What a stop cuts short is no step: the state is as
  /// before.
  bool advance() {
    const bool sparse = arcs_of_changed_ < successors_.num_arcs() / kSparse;
    if (sparse) {
      ask_successors();
    } else {
      asked_.fill();
    }
    if (!(spilled_ ? advance_slices() : advance_all())) return true;
    ++distance_;
    std::vector<double> gains(shape_.blocks(), 0.0);
    std::vector<std::uint64_t> arcs(shape_.blocks(), 0);
    for_each_block([&](std::uint64_t block, auto&) { settle(block, gains[block], arcs[block]); });
    if (!spilled_) std::swap(now_, next_);
    std::swap(changed_, changed_next_);
    changed_next_.clear();
    arcs_of_changed_ = 0;
    double gain = 0;
    for (std::uint64_t block = 0; block < shape_.blocks(); ++block) {
      gain += gains[block];
      arcs_of_changed_ += arcs[block];
    }
    if (distance_ == options_.within) sums_.within = sums_.reach;
    if (gain > 0 || arcs_of_changed_ > 0) sums_.neighbourhood.push_back(sums_.neighbourhood.back() + gain);
    return arcs_of_changed_ > 0;
  }

  std::uint64_t distance() const { return distance_; }
  BallSums take() {
    if (distance_ < options_.within) sums_.within = sums_.reach;
    return std::move(sums_);
  }

 private:
  std::span<const std::uint8_t> counter(std::uint64_t v) const { return part_of(now_, v); }
  std::span<const std::uint8_t> next_counter(std::uint64_t v) const { return part_of(next_, v); }
  /// Of one slice's registers, which are all where there is but one.
  std::span<const std::uint8_t> part_of(const std::vector<std::uint8_t>& registers, std::uint64_t v) const {
    return {registers.data() + v * width_, width_};
  }

  /// Calls work(block, scratch) for all blocks.
  template <class Work>
  void for_each_block(Work&& work) const {
    parallel_for(shape_.blocks(), 1, [&](std::uint64_t begin, std::uint64_t end) {
      std::vector<std::uint32_t> scratch;
      for (std::uint64_t block = begin; block < end; ++block) work(block, scratch);
    });
  }

  /// Calls visit(number) for the words of bits of a block's nodes.
  template <class Visit>
  void for_each_word(std::uint64_t block, Visit&& visit) const {
    const std::uint64_t end = std::min(changed_.num_words(), (block + 1) * kWords);
    for (std::uint64_t number = block * kWords; number < end; ++number) visit(number);
  }

  /// Puts whole counters where they belong: make(node, counters) makes those of consecutive nodes from `node` on.
  template <class Make>
  void make_counters(Make&& make) {
    now_.resize(shape_.room());
    if (!spilled_) return make(std::uint64_t{0}, std::span(now_));
    next_.resize(shape_.room());
    for_each_part([&](std::uint64_t begin, std::uint64_t end, std::span<std::uint8_t> counters) {
      make(begin * kBlock, counters);
      add_up(begin * kBlock, counters);
      spilled_->fill(begin, end, counters.data(), next_.data());
      if (stop_.stop_requested()) throw Cancelled();  // which fill() may have left off for
    });
  }

  /// Cuts all blocks into as many at once as there is room for in now_, next_ being as large.
  template <class Visit>
  void for_each_part(Visit&& visit) {
    for (std::uint64_t begin = 0; begin < shape_.blocks(); begin += shape_.blocks_at_once()) {
      const std::uint64_t end = std::min(shape_.blocks(), begin + shape_.blocks_at_once());
      const std::uint64_t nodes = std::min(shape_.nodes, end * kBlock) - begin * kBlock;
      visit(begin, end, std::span(now_).first(nodes * shape_.registers));
    }
  }

  /// As a vector of all registers, node after node.
  template <class Archive>
  void persist_counters(Archive& archive) {
    std::uint64_t size = shape_.nodes * shape_.registers;
    archive(size);
    archive.require(size == shape_.nodes * shape_.registers);
    if constexpr (Archive::kReads) {
      make_counters([&](std::uint64_t, std::span<std::uint8_t> counters) {
        archive.elements(counters);
        archive.require(std::all_of(counters.begin(), counters.end(),
                                    [](std::uint8_t value) { return value <= kLargestRegister; }));
      });
    } else if (!spilled_) {
      archive.elements(std::span(now_));
    } else {
      for_each_part([&](std::uint64_t begin, std::uint64_t end, std::span<std::uint8_t> counters) {
        spilled_->collect(begin, end, counters.data(), next_.data());
        archive.elements(counters);
      });
    }
  }

  /// The node itself as the only item.
  void plant(std::uint64_t v, std::span<std::uint8_t> counter) const {
    const std::uint64_t hash = mixed(mixed(v + 1) + options_.seed * SplitMix64::kStep);
    const int rank = 1 + std::countr_zero((hash >> options_.log2m) | std::uint64_t{1} << (kLargestRegister - 1));
    counter[hash & (shape_.registers - 1)] = static_cast<std::uint8_t>(rank);
  }

  /// Of counters that are new.
  void add_up(std::uint64_t first, std::span<const std::uint8_t> counters) {
    const std::uint64_t m = shape_.registers;
    parallel_for(counters.size() / m, kBlock, [&](std::uint64_t begin, std::uint64_t end) {
      for (std::uint64_t i = begin; i < end; ++i) totals_.set(first + i, register_sum(counters.subspan(i * m, m)));
    });
  }

  /// Marks the nodes to which a counter that changed is handed on.
  void ask_successors() {
    asked_.clear();
    for_each_block([&](std::uint64_t block, auto&) {
      for_each_word(block, [&](std::uint64_t number) {
        for_each_bit(changed_.word(number), number, [&](std::uint64_t v) {
          for (const NodeId target : successors_[static_cast<NodeId>(v)]) asked_.set(target);
        });
      });
    });
  }

  /// All registers' step, one slice after the other; false where a stop cut it short. A block that holds no node that
  /// is asked or was changed is left where it is.
  bool advance_slices() {
    for_each_block([&](std::uint64_t block, auto&) {
      std::uint64_t any = 0;
      for_each_word(block, [&](std::uint64_t number) { any |= changed_.word(number) | asked_.word(number); });
      loaded_[block] = any != 0 ? 1 : 0;
    });
    for (std::uint64_t slice = 0; slice < shape_.slices; ++slice) {
      spilled_->read(slice, loaded_, now_.data());
      for_each_block([&](std::uint64_t block, std::vector<std::uint32_t>& sources) { advance_slice(block, sources); });
      spilled_->write(slice, grown_, next_.data());
      if (stop_.stop_requested()) return false;
    }
    spilled_->finish_step();
    return true;
  }

  /// Nodes of one block, in the slice that is loaded.
  void advance_slice(std::uint64_t block, std::vector<std::uint32_t>& sources) {
    grown_[block] = 0;
    if (loaded_[block] == 0 || stop_.stop_requested()) return;
    const std::uint64_t first = block * kBlock, end = std::min(shape_.nodes, first + kBlock);
    std::copy_n(now_.data() + first * width_, (end - first) * width_, next_.data() + first * width_);
    for_each_word(block, [&](std::uint64_t number) {
      for_each_bit(asked_.word(number), number, [&](std::uint64_t v) {
        if (!unite(v, sources)) return;
        grown_[block] = 1;
        changed_next_.set_unshared(v);
        totals_.replace(v, register_sum(counter(v)), register_sum(next_counter(v)));
      });
    });
  }

  /// The same where all registers are in memory.
  bool advance_all() {
    for_each_block([&](std::uint64_t block, std::vector<std::uint32_t>& sources) { update(block, sources); });
    return !stop_.stop_requested();
  }

  /// Nodes of one block. What did not change now but did before is copied, so that both arrays agree.
  void update(std::uint64_t block, std::vector<std::uint32_t>& sources) {
    if (stop_.stop_requested()) return;
    for_each_word(block, [&](std::uint64_t number) {
      const std::uint64_t stale = changed_.word(number), asked = asked_.word(number);
      for_each_bit(stale | asked, number, [&](std::uint64_t v) {
        if ((asked >> (v % 64) & 1) != 0 && unite(v, sources)) {
          changed_next_.set_unshared(v);
          totals_.set(v, register_sum(next_counter(v)));
        } else if ((stale >> (v % 64) & 1) != 0) {
          std::copy_n(now_.data() + v * width_, width_, next_.data() + v * width_);
        }
      });
    });
  }

  /// Whether the counter of v, in next_, is another than before.
  bool unite(std::uint64_t v, std::vector<std::uint32_t>& sources) {
    sources.clear();
    for (const NodeId u : predecessors_[static_cast<NodeId>(v)]) {
      if (changed_[u]) sources.push_back(u);
    }
    return !sources.empty() && merge_counters(counter(v), now_.data(), sources, next_.data() + v * width_);
  }

  /// Takes the new counters of one block's nodes into account.
  void settle(std::uint64_t block, double& gain, std::uint64_t& arcs) {
    for_each_word(block, [&](std::uint64_t number) {
      for_each_bit(changed_next_.word(number), number, [&](std::uint64_t v) {
        gain += grow(v, totals_[v]);
        arcs += successors_.degree(static_cast<NodeId>(v));
      });
    });
  }

  /// How many nodes the ball of v has gained.
  double grow(std::uint64_t v, const RegisterSum& registers) {
    const double reach = estimate_(registers);
    const double gained = reach - sums_.reach[v];
    const auto steps = static_cast<double>(distance_);
    sums_.harmonic[v] += gained / steps;
    sums_.distances[v] += gained * steps;
    sums_.reach[v] = reach;
    return gained;
  }

  const Graph &successors_, &predecessors_;
  BallOptions options_;
  SpilledRegisters::Shape shape_;
  std::uint64_t width_;  ///< registers of a counter in one slice
  std::stop_token stop_;
  Estimator estimate_;
  std::vector<std::uint8_t> now_, next_;  ///< of one slice, or all there are
  NodeBits changed_, changed_next_, asked_;
  RegisterSums totals_;
  std::vector<std::uint8_t> loaded_, grown_;  ///< blocks
  std::optional<SpilledRegisters> spilled_;   ///< where there are several slices
  std::uint64_t arcs_of_changed_ = 0;
  std::uint64_t distance_ = 0;
  BallSums sums_;
};

}  // namespace

std::uint64_t ball_memory(std::uint64_t num_nodes, std::uint64_t num_arcs, int log2m, std::uint64_t slices) {
  const SpilledRegisters::Shape shape{num_nodes, std::uint64_t{1} << log2m, slices};
  const std::uint64_t registers = 2 * shape.room(), blocks = (2 + slices) * shape.blocks();
  const std::uint64_t sums = RegisterSums::kBytes + 4 * sizeof(double), arcs_index = 2 * sizeof(ArcIndex), bits = 1,
                      score = sizeof(double);
  return registers + blocks + num_nodes * (sums + arcs_index + bits + score) + 2 * sizeof(NodeId) * num_arcs;
}

std::uint64_t ball_slices(std::uint64_t num_nodes, std::uint64_t num_arcs, int log2m, std::uint64_t memory) {
  std::uint64_t slices = 1;
  while (slices < std::uint64_t{1} << log2m && ball_memory(num_nodes, num_arcs, log2m, slices) > memory) slices *= 2;
  return slices;
}

std::uint64_t ball_spill(std::uint64_t num_nodes, int log2m, std::uint64_t slices, bool keeps_state) {
  return slices > 1 ? (num_nodes << log2m) * (keeps_state ? 2 : 1) : 0;
}

BallSums hyper_ball(const Directions& arcs, const BallOptions& options, const Control& control, FileSystem& files) {
  const std::string part = "hyperball";
  HyperBall balls(arcs, options, control.checkpoint != nullptr, control.stop, files);
  const auto persist = [&](auto& archive) { balls.persist(archive); };
  if (!engine::resume_state(control, part, persist)) balls.plant();
  balls.get_ready();
  do {
    engine::keep_state_or_stop(control, part, persist);
    control.progress({"hyperball", balls.distance(), 0, "steps"});
  } while (balls.advance());
  return balls.take();
}

double effective_diameter(const std::vector<double>& neighbourhood, double share) {
  if (neighbourhood.size() < 2) return 0;
  const double wanted = share * neighbourhood.back();
  std::size_t t = 0;
  while (neighbourhood[t] < wanted) ++t;
  if (t == 0) return 0;
  const double before = neighbourhood[t - 1];
  return static_cast<double>(t - 1) + (wanted - before) / (neighbourhood[t] - before);
}

}  // namespace orbweb::detail
