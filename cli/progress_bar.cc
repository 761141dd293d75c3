#include "cli/progress_bar.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "cli/safe_text.h"
#include "graph/number_text.h"
#include "graph/size_text.h"

namespace orbweb {
namespace {

constexpr std::size_t kBarWidth = 16;
constexpr double kLeastShareForEstimate = 0.01;  // before that, the time left is a guess

std::string bar_text(double share) {
  const auto filled = static_cast<std::size_t>(share * static_cast<double>(kBarWidth));
  std::string bar(filled, '=');
  if (filled < kBarWidth) bar += '>';
  bar.resize(kBarWidth, ' ');
  return fmt::format("[{}] {:3.0f}%", bar, std::floor(100 * share));
}

std::string amount_text(std::uint64_t amount, const std::string& unit) {
  return unit == "bytes" ? size_text(amount) : grouped(amount);
}

std::string done_text(const ProgressState& state) {
  std::string text = amount_text(state.done, state.unit);
  if (std::isfinite(state.error_bound))
    return fmt::format("{} {}, error <= {:.1e}", text, state.unit, state.error_bound);
  if (state.total > 0) text += " of " + amount_text(state.total, state.unit);
  return state.unit == "bytes" ? text : fmt::format("{} {}", text, state.unit);
}

std::string time_text(const ProgressState& state, double share) {
  std::string text = clock_text(state.seconds);
  if (share >= kLeastShareForEstimate && share < 1) {
    text += fmt::format(", {} left", clock_text(state.seconds / share - state.seconds));
  }
  return text;
}

}  // namespace

double progress_share(const ProgressState& state) {
  double share = std::nan("");
  if (std::isfinite(state.error_bound)) {
    if (!(state.target_bound > 0 && state.first_bound > state.target_bound)) return share;
    share = std::log(state.first_bound / state.error_bound) / std::log(state.first_bound / state.target_bound);
  } else if (state.total > 0) {
    share = static_cast<double>(state.done) / static_cast<double>(state.total);
  }
  return std::isnan(share) ? share : std::clamp(share, 0.0, 1.0);
}

std::string progress_line(const ProgressState& state, std::size_t width) {
  const double share = progress_share(state);
  std::string line = safe_text(state.phase) + "  ";
  if (!std::isnan(share)) line += bar_text(share) + "  ";
  if (state.done > 0 || state.total > 0) line += done_text(state) + "  ";
  line += time_text(state, std::isnan(share) ? 0 : share);
  return shorten_middle(line, std::max<std::size_t>(width, 1));
}

ProgressBar::ProgressBar(const Streams& streams, std::chrono::milliseconds delay)
    : streams_(streams), phase_start_(std::chrono::steady_clock::now()) {
  state_.first_bound = state_.error_bound = std::nan("");
  thread_ = std::thread([this, delay] { draw_until_end(delay); });
}

ProgressBar::~ProgressBar() {
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void ProgressBar::report(const Progress& progress) {
  const std::lock_guard lock(mutex_);
  if (state_.phase != progress.phase) {
    phase_start_ = std::chrono::steady_clock::now();
    state_.phase = progress.phase;
    state_.first_bound = std::nan("");
  }
  state_.done = progress.done;
  state_.total = progress.total;
  state_.unit = progress.unit;
  state_.error_bound = progress.error_bound;
  if (std::isnan(state_.first_bound)) state_.first_bound = progress.error_bound;
}

void ProgressBar::set_target_bound(double bound) {
  const std::lock_guard lock(mutex_);
  state_.target_bound = bound;
}

void ProgressBar::draw_until_end(std::chrono::milliseconds delay) {
  std::unique_lock lock(mutex_);
  bool drawn = false;
  for (auto wait = delay; !ended_.wait_for(lock, wait, [this] { return end_; }); wait = kInterval) {
    const int width = streams_.err_width();
    if (width <= 1 || state_.phase.empty()) continue;
    state_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - phase_start_).count();
    const std::string line = progress_line(state_, static_cast<std::size_t>(width - 1));
    lock.unlock();  // a terminal that is held must not hold up the work
    streams_.err("\r" + line + "\x1b[K");
    drawn = true;
    lock.lock();
  }
  if (drawn) streams_.err("\r\x1b[K");
}

}  // namespace orbweb
