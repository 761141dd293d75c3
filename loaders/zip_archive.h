// The one door to libzip: the files inside a zip archive, as streams.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "graph/files.h"

namespace orbweb {

/// An archive, mapped. Streams of it may be read side by side; each throws LoadError where data are damaged (checksums
/// are verified at its end). Memory is bounded whatever the archive claims: nothing is unpacked that is not read.
class ZipArchive {
 public:
  /// Throws LoadError where the file is no zip archive.
  ZipArchive(FileSystem& files, const std::filesystem::path& path);
  ~ZipArchive();

  const std::string& name() const { return name_; }  ///< for messages

  bool has(const std::string& entry) const;
  /// Throws LoadError where there is no such entry. Not longer than this archive.
  std::unique_ptr<InputFile> open(const std::string& entry) const;

 private:
  struct State;
  std::string name_;
  std::unique_ptr<State> state_;
};

}  // namespace orbweb
