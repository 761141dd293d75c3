// How one row's predecessors within one part are expressed: runs, single nodes, and a reference to an earlier row.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "algos/engine/scp_layout.h"

namespace orbweb::engine {

inline constexpr std::size_t kLeastRun = 4;         ///< shorter runs cost no less than single nodes
inline constexpr std::size_t kReferenceWindow = 7;  ///< rows before that a row may refer to
inline constexpr std::size_t kLeastSaving = 5;      ///< operations that a reference must save

struct Pieces {
  std::vector<std::pair<Local, Local>> runs;  ///< [begin, end); an end may be kPartSize
  std::vector<Local> nodes;

  std::size_t operations() const { return 2 * runs.size() + nodes.size(); }
};

/// Cuts rising places into runs and single nodes.
inline void decompose(std::span<const Local> row, Pieces& pieces) {
  pieces.runs.clear();
  pieces.nodes.resize(row.size());
  std::size_t num_nodes = 0;
  for (std::size_t i = 0; i < row.size();) {
    std::size_t end = i + 1;
    while (end < row.size() && row[end] == row[end - 1] + 1) ++end;
    if (end - i >= kLeastRun) {
      pieces.runs.emplace_back(row[i], static_cast<Local>(row[end - 1] + 1));
      i = end;
    }
    for (; i < end; ++i) pieces.nodes[num_nodes++] = row[i];
  }
  pieces.nodes.resize(num_nodes);
}

/// A row as that of an earlier row, plus pieces, minus nodes.
struct Difference {
  Pieces added;
  std::vector<Local> taken_off;

  std::size_t operations() const { return added.operations() + taken_off.size() + 1; }
};

/// `row` seen from `reference`. False, with `difference` unfinished, once that takes off `most` nodes or more.
bool subtract(std::span<const Local> row, std::span<const Local> reference, std::size_t most, Difference& difference);

/// Finds, for rows that come one after another, the earlier row that saves most.
class ReferenceFinder {
 public:
  /// Forgets all rows.
  void start();

  /// How row number `place`, with these predecessors, is cheapest: the place of its reference and the difference, if
  /// one saves kLeastSaving. Referenced rows lie at `floor` or above.
  std::optional<Local> find(Local place, std::span<const Local> row, std::size_t operations, Local floor);
  const Difference& difference() const { return best_; }

 private:
  struct Candidate {
    Local place = 0;
    std::vector<Local> row;
  };
  std::vector<Candidate> window_;
  std::size_t next_ = 0;
  Difference best_, trial_;
};

}  // namespace orbweb::engine
