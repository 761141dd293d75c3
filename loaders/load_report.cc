#include "loaders/load_report.h"

#include <numeric>

#include "graph/error.h"

namespace orbweb {

std::uint64_t LoadReport::num_rejected() const {
  return std::accumulate(rejected.begin(), rejected.end(), std::uint64_t{0});
}

void LoadReport::reject(std::uint64_t line, Rejection reason, std::string_view text) {
  if (rejected[static_cast<std::size_t>(reason)]++ < kExamplesPerReason) {
    examples.push_back({"", line, reason, in_quotes(text)});
  }
}

void LoadReport::append(const LoadReport& next) {
  std::array<std::uint64_t, kNumRejections> shown = rejected;
  for (const RejectedLine& example : next.examples) {
    if (shown[static_cast<std::size_t>(example.reason)]++ < kExamplesPerReason) examples.push_back(example);
  }
  links += next.links;
  lines += next.lines;
  bytes += next.bytes;
  of_rows = of_rows || next.of_rows;
  for (std::size_t i = 0; i < rejected.size(); ++i) rejected[i] += next.rejected[i];
}

}  // namespace orbweb
