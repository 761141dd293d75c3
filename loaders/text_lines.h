// The lines of a text file one after the other, with their numbers: for files that one thread reads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "graph/files.h"

namespace orbweb {

class TextLines {
 public:
  /// `what` tells errors what a line is: "a row of a score table".
  TextLines(const std::filesystem::path& path, std::string what);

  /// Calls `take` with each line, compressed or not. Throws LoadError for a line over 1 MiB.
  void read(FileSystem& files, const std::function<void(std::string_view)>& take);

  std::uint64_t number() const { return number_; }        ///< of the line that `take` has, from 1; at last of all lines
  const std::string& file_name() const { return name_; }  ///< as errors say it
  /// Throws a LoadError that names the file and the line.
  [[noreturn]] void fail(std::string expected, std::string found) const;

 private:
  std::filesystem::path path_;
  std::string name_;
  std::string what_;
  std::uint64_t number_ = 0;
};

}  // namespace orbweb
