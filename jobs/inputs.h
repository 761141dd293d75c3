// The files that a job reads, and what names their content.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "graph/control.h"
#include "graph/files.h"

namespace orbweb {

struct JobInput {
  std::filesystem::path path;
  FileStamp stamp;
  std::string hash;  ///< XXH3-128 of the content
};

/// The files that patterns mean, each once, in the order of patterns and then of names. In a pattern, * and ? stand for
/// letters of one name, [..] for one of some, as fnmatch(3) has them; names that begin with a dot must be asked for. A
/// folder means the files in columns below it (loaders/link_columns.h).
/// Throws LoadError for a pattern that means nothing, IoError where a folder cannot be read.
std::vector<std::filesystem::path> expand_patterns(const std::vector<std::filesystem::path>& patterns,
                                                   FileSystem& files);

/// Hashes of files, remembered from run to run in a file of their own: what has the same size, times and inode as when
/// it was hashed is not read again. Times younger than the clock's grain when a file was hashed prove nothing, and such
/// a file is read again.
class InputMemory {
 public:
  /// `path` need not exist; what cannot be understood there counts as nothing.
  InputMemory(std::filesystem::path path, FileSystem& files);

  /// Reads what is not known. Throws LoadError where a file changes while it is read, IoError, Cancelled.
  std::vector<JobInput> take(const std::vector<std::filesystem::path>& paths, const Control& control);
  /// Keeps what `take` found, whole or not at all.
  void save();

  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  struct Known {
    std::string path;
    FileStamp stamp;
    std::int64_t hashed_ns = 0;
    std::string hash;
  };

  const Known* find(const std::string& path, const FileStamp& stamp) const;

  std::filesystem::path path_;
  FileSystem& files_;
  std::vector<Known> known_;
  std::uint64_t bytes_read_ = 0;
};

/// Throws LoadError where a file is not the one that was hashed.
void check_unchanged(const std::vector<JobInput>& inputs, FileSystem& files);

}  // namespace orbweb
