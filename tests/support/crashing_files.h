// A file system that knows what a crash may leave.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "support/faulty_files.h"

namespace orbweb::test {

/// Passes everything on and collects, after each call, all that a reader may find in one flat folder if the machine
/// stopped there. POSIX promises no more than this: a name made, moved or removed since the folder's last sync may or
/// may not be so, each for itself; a file has the content of its last sync.
class CrashingFileSystem : public FaultyFileSystem {
 public:
  using State = std::map<std::string, std::string>;  ///< content by name

  /// All that `folder` holds now is on stable storage.
  explicit CrashingFileSystem(const std::filesystem::path& folder, Fault fault = {});

  const std::set<State>& states() const { return states_; }

  std::unique_ptr<OutputFile> create(const std::filesystem::path& path) override;
  void rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  void rename_new(const std::filesystem::path& from, const std::filesystem::path& to) override;
  void exchange(const std::filesystem::path& a, const std::filesystem::path& b) override;
  void sync_directory(const std::filesystem::path& path) override;
  void remove_all(const std::filesystem::path& path) override;

  /// Adds what a crash may leave now.
  void collect();

 private:
  /// The synced content of a file, which its names share; null for a name that is gone.
  using Content = std::shared_ptr<std::string>;
  using Names = std::map<std::string, Content>;

  class Output;
  void change(const Names& changes);

  Names now_;
  Names synced_;
  std::vector<Names> pending_;  ///< changes of names since the last sync
  std::set<State> states_;
};

}  // namespace orbweb::test
