// How a build divides the memory that it may use.
#pragma once

#include <cstdint>

namespace orbweb {

/// While links are read.
struct ReadingBudget {
  std::uint64_t text;        ///< blocks of text and batches on their way: the loader's, not the builder's
  std::uint64_t dictionary;  ///< names with their ids; 0 without names
  std::uint64_t arcs;        ///< blocks of arcs
};
ReadingBudget reading_budget(std::uint64_t limit, int threads, bool with_names);

/// While rows are made: what is left for blocks of arcs beside the sink, the chunks on their way and `others`.
std::uint64_t sorting_budget(std::uint64_t limit, int threads, std::uint64_t sink, std::uint64_t others);

/// The limit that 0 stands for.
std::uint64_t limit_or_default(std::uint64_t memory_limit);

}  // namespace orbweb
