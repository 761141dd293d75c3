// The folder that releases are published in. What readers see of it changes by single renames:
//
//   RELEASES/20261124T133000Z-0123456789ab/   a release; never changed once it has this name
//   RELEASES/CURRENT                          a symbolic link to the newest one
//   RELEASES/webs/                            webs that releases were made from, for `diff` and `explain`
//   RELEASES/.*                               the job's own: unfinished work, and what is on its way out
//
// CURRENT is a symbolic link and not a file that holds a name, so that any program reads RELEASES/CURRENT/TABLE without
// knowing of Orbweb. Who reads several files of a release resolves the link once, then reads by the name found.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exports/release_manifest.h"
#include "graph/files.h"

namespace orbweb {

inline constexpr const char* kCurrentName = "CURRENT";
inline constexpr const char* kWebsName = "webs";

class ReleaseFolder {
 public:
  /// Touches nothing.
  ReleaseFolder(std::filesystem::path path, FileSystem& files) : path_(std::move(path)), files_(files) {}

  const std::filesystem::path& path() const { return path_; }

  /// Makes the folder where there is none, and keeps other jobs out until the result goes. Throws BusyError where one
  /// is at work, CreateError, IoError.
  std::shared_ptr<void> lock();

  /// Names of all releases, oldest first.
  std::vector<std::string> names() const;
  /// What CURRENT names; nothing before the first release. Throws LoadError where CURRENT is no link to a release.
  std::optional<std::string> current() const;

  /// A name for a release made at `seconds` since 1970 with this key: later than that of every release there is, even
  /// where the clock went back.
  std::string new_name(std::int64_t seconds, const std::string& key) const;

  // What follows needs the lock.

  /// Makes the finished, synced folder `unfinished` (within this one) the release `name`, then CURRENT. After a crash
  /// in between, the release is there and whole, and set_current() completes the work.
  void publish(const std::filesystem::path& unfinished, const std::string& name);
  /// Swaps CURRENT in one step.
  void set_current(const std::string& name);

  /// Takes a release away: for readers it goes in one step, those who have its files open keep them.
  void remove(const std::string& name);
  /// Removes what interrupted work left, but for the folder `kept`.
  void clear(const std::filesystem::path& kept = {});

 private:
  std::filesystem::path path_;
  FileSystem& files_;
};

/// Whether `name` is one that new_name() makes; its time in seconds since 1970 goes to `seconds` where that is not
/// null.
bool is_release_name(const std::string& name, std::int64_t* seconds = nullptr);

}  // namespace orbweb
