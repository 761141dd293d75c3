// Inputs made up as they are read, and handed out in small pieces as pipes do.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "support/faulty_files.h"

namespace orbweb::test {

/// As the most bytes of a read: nothing is cut.
inline constexpr std::size_t kWholeFile = std::size_t{1} << 30;

/// Opens what it was given by name, at most `piece` bytes a read; everything else is the real file system's.
class MemoryFileSystem : public FaultyFileSystem {
 public:
  explicit MemoryFileSystem(std::size_t piece) : FaultyFileSystem({}), piece_(piece) {}

  void add(const std::string& name, std::string content) { contents_[name] = std::move(content); }

  std::unique_ptr<InputFile> open(const std::filesystem::path& path) override {
    const auto found = contents_.find(path.string());
    if (found == contents_.end()) return FaultyFileSystem::open(path);
    return std::make_unique<Input>(found->second, piece_);
  }
  std::uint64_t file_size(const std::filesystem::path& path) override {
    const auto found = contents_.find(path.string());
    return found == contents_.end() ? FaultyFileSystem::file_size(path) : found->second.size();
  }

 private:
  class Input : public InputFile {
   public:
    Input(const std::string& content, std::size_t piece) : content_(content), piece_(piece) {}
    std::size_t read(std::span<char> buffer) override {
      const std::size_t count = std::min({piece_, buffer.size(), content_.size() - at_});
      std::copy_n(content_.begin() + static_cast<std::ptrdiff_t>(at_), count, buffer.begin());
      at_ += count;
      return count;
    }

   private:
    const std::string& content_;
    std::size_t piece_;
    std::size_t at_ = 0;
  };

  std::map<std::string, std::string> contents_;
  std::size_t piece_;
};

}  // namespace orbweb::test
