#include "algos/engine/scp_sweep.h"

#include <algorithm>
#include <utility>

#include "algos/engine/scp_segments.h"
#include "graph/kernels/rank_pass.h"
#include "graph/parallel.h"

namespace orbweb::engine {

namespace {

constexpr std::size_t kPadding = 8;  // vector passes touch whole vectors

}  // namespace

/// One thread's vectors over a part; they stay in its cache.
template <class Real>
struct Sweeper<Real>::Scratch {
  std::vector<double> sums = std::vector<double>(kPartSize + kPadding);
  std::vector<Real> contributions = std::vector<Real>(kPartSize + kPadding);
  std::vector<double> scores = std::vector<double>(kPartSize + kPadding);  ///< only where they are not kept
  std::vector<double> prefix = std::vector<double>(kPartSize + kPadding);

  static Scratch& of_this_thread() {
    static thread_local Scratch scratch;
    return scratch;
  }
};

template <class Real>
Sweeper<Real>::Sweeper(const Layout& layout, std::span<const std::uint32_t> outdegrees,
                       std::span<const double> preference, double alpha)
    : layout_(layout),
      outdegrees_(outdegrees),
      preference_(preference),
      alpha_(alpha),
      scores_(layout.num_nodes + kPadding),
      inner_sums_(layout.num_nodes),
      messages_(layout.num_messages()),
      next_messages_(layout.num_messages()) {}

template <class Real>
Sweeper<Real>::~Sweeper() = default;

template <class Real>
void Sweeper<Real>::start(std::span<const double> scores) {
  swept_ = false;
  std::copy(scores.begin(), scores.end(), scores_.begin());
  std::fill(scores_.begin() + static_cast<std::ptrdiff_t>(scores.size()), scores_.end(), 0.0);
  parallel_for(layout_.num_parts(), 1, [&](std::uint64_t begin, std::uint64_t end) {
    Scratch& scratch = Scratch::of_this_thread();
    for (std::uint64_t part = begin; part < end; ++part) {
      const std::uint64_t first = part * kPartSize;
      double before = 0;
      scratch.prefix[0] = 0;
      for (std::uint64_t i = 0; i < layout_.part_size(part); ++i) {
        const double contribution = scores_[first + i] / outdegrees_[first + i];
        scratch.contributions[i] = static_cast<Real>(contribution);
        scratch.prefix[i + 1] = before += contribution;
      }
      send_part(layout_, part, scratch.contributions.data(), scratch.prefix.data(), scratch.sums.data(),
                messages_.data());
      std::copy_n(scratch.sums.data(), layout_.part_size(part), inner_sums_.data() + first);
    }
  });
}

/// Whether there is a score for each node and the vector behind them.
template <class Real>
bool Sweeper<Real>::fits() const {
  return scores_.size() == layout_.num_nodes + kPadding;
}

/// Sends what the scores pass on, its prefix sums added up as the pass that made the scores added them.
template <class Real>
void Sweeper<Real>::resume() {
  if (!swept_) {
    const std::vector<double> scores(scores_.begin(), scores_.end() - kPadding);
    return start(scores);
  }
  parallel_for(layout_.num_parts(), 1, [&](std::uint64_t begin, std::uint64_t end) {
    Scratch& scratch = Scratch::of_this_thread();
    for (std::uint64_t part = begin; part < end; ++part) {
      const std::uint64_t first = part * kPartSize;
      const std::uint64_t size = layout_.part_size(part);
      std::copy_n(scores_.data() + first, size, scratch.sums.data());
      // Times 1, plus 0: the scores again, and with them the pass's contributions and prefix sums.
      rank_pass({.sums = scratch.sums.data(),
                 .outdegrees = outdegrees_.data() + first,
                 .preference = nullptr,
                 .alpha = 1,
                 .preferred = 0,
                 .uniform = 0,
                 .scores = scratch.scores.data(),
                 .prefix = scratch.prefix.data(),
                 .size = size},
                scratch.contributions.data());
      send_part(layout_, part, scratch.contributions.data(), scratch.prefix.data(), scratch.sums.data(),
                messages_.data());
      std::copy_n(scratch.sums.data(), size, inner_sums_.data() + first);
    }
  });
}

template <class Real>
SweepSums Sweeper<Real>::sweep(const Base& base) {
  std::vector<RankPassSums> parts(layout_.num_parts());
  parallel_for(layout_.num_parts(), 1, [&](std::uint64_t begin, std::uint64_t end) {
    Scratch& scratch = Scratch::of_this_thread();
    for (std::uint64_t part = begin; part < end; ++part) {
      const std::uint64_t first = part * kPartSize;
      const std::uint64_t size = layout_.part_size(part);
      double* const sums = scratch.sums.data();
      std::copy_n(inner_sums_.data() + first, size, sums);
      receive_part(layout_, part, messages_.data(), sums);
      parts[part] = rank_pass({.sums = sums,
                               .outdegrees = outdegrees_.data() + first,
                               .preference = preference_.empty() ? nullptr : preference_.data() + first,
                               .alpha = alpha_,
                               .preferred = base.preferred,
                               .uniform = base.uniform,
                               .scores = scores_.data() + first,
                               .prefix = scratch.prefix.data(),
                               .size = size},
                              scratch.contributions.data());
      send_part(layout_, part, scratch.contributions.data(), scratch.prefix.data(), sums, next_messages_.data());
      std::copy_n(sums, size, inner_sums_.data() + first);
    }
  });
  std::swap(messages_, next_messages_);
  swept_ = true;
  SweepSums all;
  for (const RankPassSums& part : parts) {
    all.total += part.total;
    all.step += part.step;
  }
  return all;
}

template class Sweeper<double>;
template class Sweeper<float>;

}  // namespace orbweb::engine
