#include "algos/engine/scp_row.h"

namespace orbweb::engine {

bool subtract(std::span<const Local> row, std::span<const Local> reference, std::size_t most, Difference& difference) {
  static thread_local std::vector<Local> rest;
  rest.clear();
  difference.taken_off.clear();
  std::size_t j = 0;
  for (const Local node : row) {
    while (j < reference.size() && reference[j] < node) difference.taken_off.push_back(reference[j++]);
    if (difference.taken_off.size() >= most) return false;
    if (j < reference.size() && reference[j] == node) {
      ++j;
    } else {
      rest.push_back(node);
    }
  }
  if (difference.taken_off.size() + (reference.size() - j) >= most) return false;
  difference.taken_off.insert(difference.taken_off.end(), reference.begin() + static_cast<std::ptrdiff_t>(j),
                              reference.end());
  decompose(rest, difference.added);
  return true;
}

void ReferenceFinder::start() {
  for (Candidate& candidate : window_) candidate.row.clear();
  next_ = 0;
}

std::optional<Local> ReferenceFinder::find(Local place, std::span<const Local> row, std::size_t operations,
                                           Local floor) {
  std::optional<Local> found;
  std::size_t least =
      operations > kLeastSaving ? operations - kLeastSaving + 1 : 0;  // operations below it are worth it
  for (const Candidate& candidate : window_) {
    // Neither a much longer nor a much shorter row can save anything.
    if (least == 0 || candidate.row.empty() || candidate.place < floor ||
        place - candidate.place > static_cast<int>(kReferenceWindow) || candidate.row.size() > 2 * row.size()) {
      continue;
    }
    if (!subtract(row, candidate.row, least, trial_) || trial_.operations() >= least) continue;
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
