// What ties facts about a table to its values, whatever the file around them: a hash of each column.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "columns/column_file.h"
#include "graph/checksum.h"

namespace orbweb {

/// XXH3-128 over the values of a column, the same however they come in parts. Whole numbers, numbers (IEEE 754) and
/// flags (whole numbers 0 and 1) are 8 bytes each; a text is the 8 bytes of its length, then its own; all
/// little-endian. A null is 0 or an empty text.
class ColumnHash {
 public:
  void add(const ColumnPart& part);
  void add(const ColumnData& column);
  /// 32 hexadecimal digits. Call once, after all else.
  std::string hex();

 private:
  void add_text(std::string_view text);
  void append_integer(std::uint64_t value);
  void append(std::string_view bytes);
  void flush();

  StreamHash hash_;
  std::string waiting_;  ///< small values go to the hash together
};

}  // namespace orbweb
