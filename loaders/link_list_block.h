// One block of lines to the builder: what many threads do at once.
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
  LoadReport report;             ///< lines counted from 1 at the start of the block
  std::uint64_t file_lines = 0;  ///< all lines of the block, comments and blanks too
};

class LinkBlockParser {
 public:
  /// `fold` is null for numbered nodes.
  LinkBlockParser(const LinkListFormat& format, const Fold* fold, WebBuilder& builder)
      : format_(format), fold_(fold), builder_(builder), line_parser_(format) {}

  /// Adds the block's links to the builder. Once per parser.
  ParsedBlock parse(const LineBlock& block);

 private:
  void take_number_pairs(std::string_view& text);
  void take_line(std::string_view line);
  Rejection add_link(std::string_view line);
  Rejection number_nodes(const LinkFields& fields);
  Rejection name_nodes(const LinkFields& fields);
  void pass_on();
  void pass_on_when_many();

  /// An end of a link: its number in the batch once it is known, else its canonical name.
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
  // What the builder does not have yet.
  std::vector<BuilderArc> numbered_;
  NamedBatch named_;
  ParsedBlock result_;
};

}  // namespace orbweb
