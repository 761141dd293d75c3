// What names the content of a web: the same links give the same fingerprint, however they were read, sorted or encoded.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "graph/adjacency.h"
#include "graph/checksum.h"

namespace orbweb {

/// XXH3-128 over fold, names, successors, link counts and followed arcs, each fed in node order. A part that is not fed
/// counts as empty; the order between parts does not matter.
class WebFingerprint {
 public:
  void add_key(std::string_view key);
  void add_rows(const RowBlock& rows);
  void add_link_counts(std::span<const std::uint32_t> counts);
  void add_followed(std::span<const std::uint8_t> members);

  /// 32 hexadecimal digits.
  std::string hex(std::string_view fold) const;

 private:
  StreamHash keys_, rows_, link_counts_, followed_;
};

}  // namespace orbweb
