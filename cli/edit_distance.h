// How far apart two words are, for suggestions.
#pragma once

#include <cstddef>
#include <string_view>

namespace orbweb {

/// Levenshtein distance in bytes: insertions, deletions and replacements that make `b` of `a`. O(|a| |b|) time, O(|b|)
/// memory. Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals", Soviet Physics
/// Doklady 10 (1966), 707-710.
std::size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace orbweb
