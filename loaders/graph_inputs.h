// The inputs of one graph: opened, decompressed, watched.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "graph/control.h"
#include "graph/files.h"
#include "graph/web.h"
#include "loaders/decompress.h"

namespace orbweb {

class GraphInputs;

/// One input as plain bytes. Every read() reports progress and throws Cancelled once a stop was requested.
class GraphFile : public InputFile {
 public:
  GraphFile(GraphInputs& inputs, const std::filesystem::path& path);

  std::size_t read(std::span<char> buffer) override;
  /// Reads until `buffer` is full or the file ends; the number of bytes read.
  std::size_t read_fully(std::span<char> buffer);

  const std::string& name() const { return name_; }  ///< for messages
  std::uint64_t offset() const { return offset_; }   ///< plain bytes read so far
  /// Throws LoadError at byte `offset` of the plain content.
  [[noreturn]] void fail(std::uint64_t offset, std::string expected, std::string found) const;

 private:
  GraphInputs& inputs_;
  std::string name_;
  DecompressedFile file_;
  std::uint64_t offset_ = 0;
  std::uint64_t consumed_ = 0;
};

class GraphInputs {
 public:
  /// Throws ArgumentError where there are no paths or "-" is named twice.
  GraphInputs(std::vector<std::filesystem::path> paths, FileSystem& files, const Control& control);

  const std::vector<std::filesystem::path>& paths() const { return paths_; }
  FileSystem& files() const { return files_; }
  const Control& control() const { return control_; }

  std::unique_ptr<GraphFile> open(const std::filesystem::path& path) {
    return std::make_unique<GraphFile>(*this, path);
  }

  /// Thread-safe; called by GraphFile and by what reads inputs in another way.
  void count(std::uint64_t plain_bytes, std::uint64_t consumed_bytes);
  std::uint64_t plain_bytes() const { return plain_bytes_; }
  std::uint64_t consumed_bytes() const { return consumed_bytes_; }

 private:
  std::vector<std::filesystem::path> paths_;
  FileSystem& files_;
  const Control& control_;
  std::uint64_t total_bytes_ = 0;  ///< 0 where not known
  std::mutex mutex_;               ///< guards what follows
  std::uint64_t plain_bytes_ = 0;
  std::uint64_t consumed_bytes_ = 0;
};

/// What a loader tells of a graph beside its arcs.
struct LoadedGraph {
  std::uint64_t links = 0;           ///< arcs handed on, before equal ones are merged
  FoldLevel fold = FoldLevel::none;  ///< what the names are, where they are all of a kind
};

}  // namespace orbweb
