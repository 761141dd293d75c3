// One file of a stored web as it is written and as it is opened again.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "graph/checksum.h"
#include "graph/files.h"
#include "graph/stored_bytes.h"

namespace orbweb {

/// What proves a file intact.
struct FileRecord {
  std::uint64_t bytes = 0;
  std::string sha256;                    ///< of the whole file, in hexadecimal digits
  std::vector<std::uint64_t> checksums;  ///< XXH3-64 of each block of kChecksumBlock bytes
};

/// Writes a file and takes its record on the way, in blocks of kChecksumBlock whatever the sizes given.
class RecordedFile : public OutputFile {
 public:
  RecordedFile(FileSystem& files, const std::filesystem::path& path);

  void write(std::span<const char> bytes) override;
  void sync() override;
  void close() override;
  /// Once, after close().
  FileRecord record();

 private:
  void flush();

  std::unique_ptr<OutputFile> file_;
  std::vector<char> block_;
  std::uint64_t bytes_ = 0;
  Sha256 sha256_;
  std::vector<std::uint64_t> checksums_;
};

/// How stored bytes are reached.
enum class ReadMode {
  mapped,  ///< the file is mapped: opening costs nothing, only what is touched is read
  whole,   ///< the file is read into memory and checked at once: for storage that may go away
};

/// Opens a file of `record.bytes` bytes. Throws LoadError where it is missing, its size is another or, when it is read
/// whole, where a block is damaged; IoError where it cannot be read.
StoredBytes open_stored(FileSystem& files, const std::filesystem::path& path, const FileRecord& record, ReadMode mode);

}  // namespace orbweb
