// Plain bytes from a file that may be compressed: gzip (also multi-member), zstd, bzip2 or xz, told by magic bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "graph/files.h"

namespace orbweb {

class ByteSource;
class Decoder;

enum class Compression { none, gzip, zstd, bzip2, xz };
std::string_view to_string(Compression compression);

/// By the first bytes of a file (6 suffice).
Compression compression_of(std::string_view first_bytes);

/// How messages call an input: its path, or "standard input" for "-".
std::string input_name(const std::filesystem::path& path);

/// A stream of plain bytes. read() throws LoadError naming the byte offset in the compressed file where it is
/// truncated, damaged (checksums are verified) or followed by something else than another member; the constructor does
/// where only the magic bytes are, and the rest cannot be text. Memory is bounded
/// whatever a file's header asks for: windows over 128 MiB (zstd) and dictionaries over 192 MiB (xz) are refused.
class DecompressedFile : public InputFile {
 public:
  DecompressedFile(FileSystem& files, const std::filesystem::path& path);
  ~DecompressedFile() override;

  std::size_t read(std::span<char> buffer) override;

  Compression compression() const { return compression_; }
  /// What a plain file begins like without being it: text that starts with "BZh9" may be damaged bzip2.
  Compression resembled() const { return resembled_; }
  /// Bytes of the file itself that were used so far: what progress counts. Safe to ask from another thread.
  std::uint64_t bytes_consumed() const;

 private:
  std::unique_ptr<ByteSource> source_;
  Compression compression_;
  Compression resembled_ = Compression::none;
  std::unique_ptr<Decoder> decoder_;  ///< null where the file is plain
};

}  // namespace orbweb
