// A ZIP archive written front to back, which no library of Debian 12 does: libzip and minizip go back to fill in sizes,
// and a file here is only appended to. Sizes follow each entry, as the format allows (APPNOTE.TXT 6.3.10, 4.3.9).
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "exports/whole_file.h"

namespace orbweb {

/// Entries are deflated and of any size (Zip64). The same entries give the same bytes: the date is that of 1980.
class ZipWriter {
 public:
  /// `file` must live longer and be written plain.
  explicit ZipWriter(WholeFile& file);
  ~ZipWriter();

  void begin_entry(const std::string& name);
  void write(std::string_view bytes);  ///< to the entry that was begun
  void end_entry();
  void finish();  ///< once, after the last entry

 private:
  class Deflater;
  struct Entry {
    std::string name;
    std::uint64_t offset = 0;
    std::uint64_t compressed = 0;
    std::uint64_t plain = 0;
    std::uint32_t checksum = 0;
  };

  void put(std::string_view bytes);

  WholeFile& file_;
  std::uint64_t position_ = 0;
  std::vector<Entry> entries_;
  std::unique_ptr<Deflater> deflater_;
};

}  // namespace orbweb
