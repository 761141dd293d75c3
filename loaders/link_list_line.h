// One line of a link list: which of its fields mean what.
#pragma once

#include <cstdint>
#include <string_view>

#include "graph/builder.h"
#include "loaders/field_splitter.h"
#include "loaders/link_list_format.h"
#include "loaders/rejection.h"

namespace orbweb {

struct LinkFields {
  std::string_view source;
  std::string_view target;
  bool followed = true;
  std::uint32_t count = 1;
};

/// Keeps what fields point to; used by one thread, for one block.
class LinkLineParser {
 public:
  explicit LinkLineParser(const LinkListFormat& format) : format_(format) {}

  /// `line` is neither blank nor a comment and has no line end.
  Rejection parse(std::string_view line, LinkFields& fields);

 private:
  Rejection parse_by_header(LinkFields& fields) const;
  Rejection parse_by_content(LinkFields& fields) const;
  Rejection parse_words_and_count(LinkFields& fields) const;

  const LinkListFormat& format_;
  FieldSplitter splitter_;
};

/// A node's number; Rejection::number_too_large from 4,294,967,295 (which stands for "no node"), however long.
Rejection parse_node_number(std::string_view text, NodeId& node);

/// Whether `rel` holds none of nofollow, ugc and sponsored.
bool is_followed(std::string_view rel);

/// "12<separator>34<LF>" and nothing else, as most lines of numbered lists are: sets `arc` and returns where the next
/// line starts, or null where this line is different.
const char* take_number_pair(const char* at, const char* end, char separator, BuilderArc& arc);

}  // namespace orbweb
