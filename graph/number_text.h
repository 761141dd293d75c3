// Numbers and durations for people.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace orbweb {

/// "1,234,567".
std::string grouped(std::uint64_t number);

/// A column of numbers with one number of decimals: as many as show six digits of the largest. Exponents where even
/// that one is below 1e-9 or above 1e15.
std::vector<std::string> column_text(std::span<const double> numbers);

/// Whether the number is an integer, and known to be no other.
bool is_whole(double number);

/// Whole numbers grouped, "2,000,000"; others with six significant digits: "0.123457", "1.2e-09".
std::string number_text(double number);

/// "12.3%"; "<0.1%" for what would round to nothing.
std::string share_text(double share);

/// "0.042 s", "3.1 s", "12:05", "1:02:03".
std::string seconds_text(double seconds);

/// "0:05", "12:05", "1:02:03": for a clock that runs.
std::string clock_text(double seconds);

}  // namespace orbweb
