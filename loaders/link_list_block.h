// One block of lines to the builder: what many threads do at once.
#pragma once

#include <string_view>

#include "graph/builder.h"
#include "loaders/fold.h"
#include "loaders/line_blocks.h"
#include "loaders/link_collector.h"
#include "loaders/link_list_format.h"
#include "loaders/link_list_line.h"
#include "loaders/load_report.h"

namespace orbweb {

struct ParsedBlock {
  LoadReport report;             ///< lines counted from 1 at the start of the block
  std::uint64_t file_lines = 0;  ///< all lines of the block, comments and blanks too
};

class LinkBlockParser {
 public:
  /// `fold` is null for numbered nodes.
  LinkBlockParser(const LinkListFormat& format, const Fold* fold, WebBuilder& builder)
      : format_(format), has_numbers_(fold == nullptr), line_parser_(format), collector_(fold, builder) {}

  /// Adds the block's links to the builder. Once per parser.
  ParsedBlock parse(const LineBlock& block);

 private:
  void take_number_pairs(std::string_view& text);
  void take_line(std::string_view line);
  Rejection add_link(std::string_view line);

  const LinkListFormat& format_;
  const bool has_numbers_;
  LinkLineParser line_parser_;
  LinkCollector collector_;
  ParsedBlock result_;
};

}  // namespace orbweb
