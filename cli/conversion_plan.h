// What a conversion would need, before any of it is done.
#pragma once

#include <cstdint>
#include <string>

#include "cli/session.h"
#include "exports/convert.h"
#include "graph/web.h"

namespace orbweb {

struct ConversionPlan {
  std::uint64_t nodes = 0, arcs = 0;  ///< at most
  std::uint64_t memory = 0;           ///< bytes at the peak, beside the mapped web
  std::uint64_t disk = 0;             ///< bytes of the output, before compression, about
  std::uint64_t temporary_bytes = 0;  ///< of webs in between, at the peak
  std::uint64_t passes = 0;           ///< over all rows to turn arcs round; 0 where none are
};

/// `web_bytes` is what the web takes on disk. All its nodes and arcs count: how many are left is known only once the
/// steps are done. O(1).
ConversionPlan plan_conversion(const Web& web, std::uint64_t web_bytes, const ConvertSteps& steps,
                               const ConvertOptions& options);

Json plan_json(const ConversionPlan& plan);
std::string plan_text(const ConversionPlan& plan);

}  // namespace orbweb
