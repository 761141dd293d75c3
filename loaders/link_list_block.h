// One block of lines to arcs: what many threads do at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/builder.h"
#include "loaders/fold.h"
#include "loaders/line_blocks.h"
#include "loaders/link_list_format.h"
#include "loaders/link_list_line.h"
#include "loaders/load_report.h"
#include "loaders/raw_name_cache.h"

namespace orbweb {

struct ParsedBlock {
  std::vector<BuilderArc> arcs;
  LoadReport report;             ///< lines counted from 1 at the start of the block
  std::uint64_t file_lines = 0;  ///< all lines of the block, comments and blanks too
};

class LinkBlockParser {
 public:
  /// `fold` is null for numbered nodes.
  LinkBlockParser(const LinkListFormat& format, const Fold* fold, WebBuilder& builder)
      : format_(format), fold_(fold), builder_(builder), line_parser_(format) {}

  /// Once per parser.
  ParsedBlock parse(const LineBlock& block);

 private:
  void take_number_pairs(std::string_view& text);
  void take_line(std::string_view line);
  Rejection add_link(std::string_view line);
  Rejection number_nodes(const LinkFields& fields, BuilderArc& arc) const;
  Rejection name_nodes(const LinkFields& fields, BuilderArc& arc);

  /// An end of a link: its node once it is known, else its canonical name.
  struct End {
    std::string_view raw;
    FoldedName value;
    bool is_known = false;
    std::string name;
  };
  void look_up(std::string_view raw, End& end);
  void make_known(End& end);

  const LinkListFormat& format_;
  const Fold* fold_;
  WebBuilder& builder_;
  LinkLineParser line_parser_;
  RawNameCache cache_;
  End source_;  ///< kept from line to line: crawls list a page's links together
  End target_;
  ParsedBlock result_;
};

}  // namespace orbweb
