#include "algos/engine/scp_row.h"

namespace orbweb::engine {

void subtract(std::span<const Local> row, std::span<const Local> reference, Difference& difference) {
  static thread_local std::vector<Local> rest;
  rest.clear();
  difference.taken_off.clear();
  std::size_t j = 0;
  for (const Local node : row) {
    while (j < reference.size() && reference[j] < node) difference.taken_off.push_back(reference[j++]);
    if (j < reference.size() && reference[j] == node) {
      ++j;
    } else {
      rest.push_back(node);
    }
  }
  difference.taken_off.insert(difference.taken_off.end(), reference.begin() + static_cast<std::ptrdiff_t>(j),
                              reference.end());
  decompose(rest, difference.added);
}

std::optional<Local> ReferenceFinder::find(Local place, std::span<const Local> row, std::size_t operations,
                                           Local floor) {
  std::optional<Local> found;
  std::size_t least = operations;
  for (const Candidate& candidate : window_) {
    // Neither a much longer nor a much shorter row can save anything.
    if (operations <= kLeastSaving || candidate.row.empty() || candidate.place < floor ||
        place - candidate.place > static_cast<int>(kReferenceWindow) || candidate.row.size() > 2 * row.size()) {
      continue;
    }
    subtract(row, candidate.row, trial_);
    if (trial_.operations() + kLeastSaving > operations || trial_.operations() >= least) continue;
    least = trial_.operations();
    found = candidate.place;
    std::swap(best_, trial_);
  }
  if (window_.size() < kReferenceWindow) window_.emplace_back();
  Candidate& slot = window_[next_ % kReferenceWindow];
  slot.place = place;
  slot.row.assign(row.begin(), row.end());
  ++next_;
  return found;
}

}  // namespace orbweb::engine
