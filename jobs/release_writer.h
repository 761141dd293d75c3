// Fills the folder of a release that is being made, file by file; each is whole and synced once it has its name, so
// that a later run can take it over.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "algos/scores.h"
#include "exports/release_manifest.h"
#include "graph/files.h"
#include "graph/web.h"
#include "jobs/job.h"

namespace orbweb {

class ReleaseWriter {
 public:
  /// `folder` is made where it is missing; what is in it is taken over.
  ReleaseWriter(std::filesystem::path folder, FileSystem& files);

  /// The table as an earlier run finished it; nothing where it is not there whole, in any of the formats.
  std::optional<Scores> finished_table(const ScoresJob& scores, const Web& web,
                                       const std::vector<std::string>& formats);

  /// Writes the table in each format that is not there yet.
  void add_table(const ScoresJob& job, const Scores& scores, const Web& web, const std::vector<std::string>& formats,
                 int cold_iterations);
  void add_file(const std::string& name, std::string_view content);

  /// Measures all files and writes the manifest, which is complete but for its files and tables. The folder is then
  /// ready for ReleaseFolder::publish().
  void finish(ReleaseManifest manifest);

  const std::filesystem::path& folder() const { return folder_; }

 private:
  std::filesystem::path folder_;
  FileSystem& files_;
  std::vector<ReleaseTable> tables_;
};

}  // namespace orbweb
