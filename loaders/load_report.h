// What loading met: how many links, what was refused and why.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "loaders/rejection.h"

namespace orbweb {

/// One refused line, quoted for a person.
struct RejectedLine {
  std::string path;
  std::uint64_t line;  ///< from 1
  Rejection reason;
  std::string text;       ///< as in_quotes() gives it
  char separator = '\t';  ///< by which its fields were told
};

struct LoadReport {
  std::uint64_t links = 0;  ///< what the lines stood for: their counts added up
  std::uint64_t lines = 0;  ///< all lines but comments, blanks and headers
  std::uint64_t bytes = 0;  ///< after decompression
  bool of_rows = false;     ///< a table's in columns: what is called a line here is a row, which nothing separates
  std::array<std::uint64_t, kNumRejections> rejected{};
  /// The first few of each reason, in the order of the inputs and their lines, whatever the number of threads.
  std::vector<RejectedLine> examples;

  std::uint64_t num_rejected() const;
  /// Lines that were links; each stands for as many as its count says.
  std::uint64_t link_lines() const { return lines - num_rejected(); }
  /// Counts a refused line and quotes it while it is among the first few of its reason.
  void reject(std::uint64_t line, Rejection reason, std::string_view text);
  /// Adds what was met after all that this report holds.
  void append(const LoadReport& next);
};
inline constexpr std::size_t kExamplesPerReason = 3;

}  // namespace orbweb
