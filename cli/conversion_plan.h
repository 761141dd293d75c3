// What a conversion would need, before any of it is done.
#pragma once

#include <cstdint>
#include <string>

#include "cli/session.h"
#include "graph/web.h"

namespace orbweb {

/// What of a conversion decides what it needs. All nodes and arcs of the web count: how many are left is known only
/// once the steps are done.
struct ConversionSteps {
  std::string format;  ///< a name of export_formats(), or "web"
  bool chooses_nodes = false, filters_arcs = false, finds_component = false, is_strong = false;
  bool turns_arcs = false;  ///< transposed, symmetrised, or followed arcs alone
  bool is_symmetrised = false;
  std::string order;               ///< as Conversion::order_nodes takes it
  bool writes_names = false;       ///< beside the output
  std::uint64_t memory_limit = 0;  ///< of turned arcs; 0: a quarter of the machine's memory
};

struct ConversionPlan {
  std::uint64_t nodes = 0, arcs = 0;  ///< at most
  std::uint64_t memory = 0;           ///< bytes at the peak, beside the mapped web
  std::uint64_t disk = 0;             ///< bytes of the output, before compression, about
  std::uint64_t temporary_bytes = 0;  ///< of webs in between, at the peak
  std::uint64_t passes = 0;           ///< over all rows to turn arcs round; 0 where none are
};

/// `web_bytes` is what the web takes on disk. O(1).
ConversionPlan plan_conversion(const Web& web, std::uint64_t web_bytes, const ConversionSteps& steps);

Json plan_json(const ConversionPlan& plan);
std::string plan_text(const ConversionPlan& plan);

}  // namespace orbweb
