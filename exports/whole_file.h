// A file that readers see whole or not at all, compressed or not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <string_view>

#include "exports/compress.h"
#include "graph/files.h"

namespace orbweb {

/// Bytes go to a temporary sibling; publish() renames it. Destroyed before that, it leaves nothing behind; what a
/// killed process left is removed by the next one that writes the same path.
class WholeFile {
 public:
  /// Throws CreateError as check_can_create. `files` must live longer.
  WholeFile(std::filesystem::path path, OutputCompression compression, bool overwrite, FileSystem& files);
  ~WholeFile();
  WholeFile(const WholeFile&) = delete;
  WholeFile& operator=(const WholeFile&) = delete;

  void write(std::string_view bytes) { writer_->write(bytes); }
  /// Numbers as they lie in memory: little-endian.
  template <class Number>
  void write_numbers(std::span<const Number> numbers) {
    write({reinterpret_cast<const char*>(numbers.data()), numbers.size_bytes()});
  }

  /// After the last write: on stable storage and in place.
  void publish();

  OutputFile& plain() { return *file_; }  ///< only where it is not compressed, in place of write()

 private:
  friend void publish_together(std::initializer_list<WholeFile*> parts);
  void finish();
  void move_into_place();

  FileSystem& files_;
  std::filesystem::path path_, temporary_;
  bool overwrite_;
  std::unique_ptr<OutputFile> file_;
  std::unique_ptr<CompressedWriter> writer_;
};

/// Files that are one output, of which the last is the one that readers open: an old one is removed first and the new
/// one put last, so that no reader and no crash sees parts of two. Where one cannot be put, those before are removed.
void publish_together(std::initializer_list<WholeFile*> parts);

}  // namespace orbweb
