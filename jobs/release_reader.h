// A release as those who ask it see it: tables, and the web that they were made from as long as that is kept.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "algos/scores.h"
#include "exports/release_manifest.h"
#include "graph/files.h"
#include "graph/web.h"

namespace orbweb {

/// One table. Where the web is gone, `web` has the table's names and no arcs.
struct TableOfRelease {
  std::string name;
  Web web;
  Scores scores;
  bool has_arcs = false;

  bool has_names() const { return web.has_names(); }
};

class ReleaseReader {
 public:
  /// `path` is a release's folder, or a folder of releases, which stands for what its CURRENT names. Links are followed
  /// once, here: all that is read is of one release. Throws LoadError where it is neither.
  explicit ReleaseReader(const std::filesystem::path& path, FileSystem& files = real_file_system());

  const ReleaseManifest& manifest() const { return manifest_; }
  const std::filesystem::path& folder() const { return folder_; }

  /// The table of that name, the first one where it is empty; nothing where there is none of that name. Throws
  /// LoadError where the table has no format that Orbweb reads, or is damaged.
  std::optional<TableOfRelease> find_table(const std::string& name) const;
  /// The same, or ArgumentError with the names that there are.
  TableOfRelease table(const std::string& name) const;

 private:
  FileSystem& files_;
  std::filesystem::path folder_;
  ReleaseManifest manifest_;
};

/// Whether ReleaseReader would take `path`.
bool names_release(const std::filesystem::path& path, FileSystem& files = real_file_system());

}  // namespace orbweb
