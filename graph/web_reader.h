// The files of a stored web, each checked against the manifest as it is read: what `open_web` and `verify_web` share.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "graph/control.h"
#include "graph/files.h"
#include "graph/manifest.h"
#include "graph/web.h"

namespace orbweb {

// Arrays are little-endian, as they lie in memory: the file of T values holds sizeof(T) bytes each.
inline constexpr const char* kSuccessorOffsets = "successors.offsets";
inline constexpr const char* kSuccessorTargets = "successors.targets";
inline constexpr const char* kPredecessorOffsets = "predecessors.offsets";
inline constexpr const char* kPredecessorTargets = "predecessors.targets";
inline constexpr const char* kLinkCounts = "link_counts";
inline constexpr const char* kFollowed = "followed.roaring";
inline constexpr const char* kNameOffsets = "names.offsets";
inline constexpr const char* kNameKeys = "names.keys";

class WebReader {
 public:
  /// Reads the manifest. Throws LoadError or IoError.
  WebReader(FileSystem& files, std::filesystem::path web);

  const Manifest& manifest() const { return manifest_; }
  std::string path_of(const std::string& name) const { return (web_ / name).string(); }

  // Each throws LoadError naming its file where a size, a checksum or an invariant is wrong.
  Graph successors() const { return graph(kSuccessorOffsets, kSuccessorTargets); }
  Graph predecessors() const { return graph(kPredecessorOffsets, kPredecessorTargets); }
  std::optional<Names> names() const;
  IndexSet followed() const;
  std::vector<std::uint32_t> link_counts() const;

  /// All of it. The fingerprint is taken from the manifest, which its own checksum protects.
  Web web(const Control& control) const;

  /// Size and checksum of one listed file.
  void check_file(const std::string& name) const;

 private:
  Graph graph(const char* offsets, const char* targets) const;
  const Manifest::File& listed(const std::string& name) const;
  void fill(const std::string& name, std::span<char> buffer) const;

  /// All values of a file, which must hold `count` of them.
  template <class T>
  std::vector<T> read(const std::string& name, std::uint64_t count) const;
  /// All values of a file, however many, checked against size and checksum.
  template <class T>
  std::vector<T> read_checked(const std::string& name) const;

  FileSystem& files_;
  std::filesystem::path web_;
  Manifest manifest_;
};

}  // namespace orbweb
