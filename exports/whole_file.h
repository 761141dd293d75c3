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
  /// Throws CreateError as check_can_write_file. `files` must live longer.
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

  /// After the last write: on stable storage, though still under a temporary name.
  void finish();
  /// Finished, and in place.
  void publish();

  OutputFile& plain() { return *file_; }  ///< only where it is not compressed, in place of write()

 private:
  friend void publish_together(std::initializer_list<WholeFile*> parts);
  void move_into_place();
  void set_old_aside();
  void take_back() noexcept;
  void bring_old_back() noexcept;

  FileSystem& files_;
  std::filesystem::path path_;
  std::filesystem::path temporary_;  ///< empty once it is in place
  std::filesystem::path aside_;      ///< where the old file waits; empty where there is none
  bool overwrite_;
  std::unique_ptr<OutputFile> file_;
  std::unique_ptr<CompressedWriter> writer_;
};

/// Files that are one output, of which the last is the one that readers open: an old one goes first and the new one is
/// put last, so that no reader sees parts of two. Where one cannot be put, the old ones are put back. A process killed
/// in that moment may leave the others without the last.
void publish_together(std::initializer_list<WholeFile*> parts);

}  // namespace orbweb
