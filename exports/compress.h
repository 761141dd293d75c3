// Compressed output: gzip or zstd, by a path's last extension.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "graph/files.h"

namespace orbweb {

enum class OutputCompression { none, gzip, zstd };

/// ".gz" is gzip, ".zst" is zstd, anything else plain.
OutputCompression output_compression_of(const std::filesystem::path& path);

/// Compresses a stream into a file. The same bytes in give the same bytes out: no time and no name is stored.
class CompressedWriter {
 public:
  /// `file` must outlive the writer; sync and close it after finish().
  static std::unique_ptr<CompressedWriter> make(OutputCompression compression, OutputFile& file);
  virtual ~CompressedWriter() = default;

  virtual void write(std::string_view bytes) = 0;  ///< throws IoError as the file does
  virtual void finish() = 0;                       ///< once, after all else
};

}  // namespace orbweb
