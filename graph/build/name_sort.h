// Sorting keys that share long beginnings, as URLs do.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/build/name_table.h"

namespace orbweb {

/// What sorting holds of each name beside its text: two entries of address and eight bytes, and the entry's part.
inline constexpr std::uint64_t kBytesToSortName = 34;

/// Into byte order. Multikey quicksort over eight bytes at a time, which are kept beside the record so that most
/// comparisons touch no text (Ng and Kakehi, "Cache efficient radix sort for string sorting", 2007). Names are
/// distinct. With one thread, nothing runs in parallel.
void sort_names(std::vector<NameRecord>& records, int threads);

}  // namespace orbweb
