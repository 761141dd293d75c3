#include "jobs/release_writer.h"

#include <algorithm>
#include <utility>

#include "exports/score_table.h"
#include "graph/error.h"
#include "graph/manifest.h"
#include "loaders/score_table.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

std::string file_name(const std::string& table, const std::string& format) { return table + "." + format; }

}  // namespace

ReleaseWriter::ReleaseWriter(fs::path folder, FileSystem& files) : folder_(std::move(folder)), files_(files) {
  if (!files_.exists(folder_)) files_.create_directory(folder_);
  for (const fs::path& entry : files_.list(folder_)) {
    if (entry.filename().string().starts_with('.')) files_.remove_all(entry);  // half a file
  }
}

std::optional<Scores> ReleaseWriter::finished_table(const ScoresJob& scores, const Web& web,
                                                    const std::vector<std::string>& formats) {
  for (const std::string& format : formats) {
    const fs::path path = folder_ / file_name(scores.name, format);
    if (!files_.exists(path) || !files_.exists(path.string() + ".json")) continue;
    try {
      return read_score_table(path, web, files_);
    } catch (const LoadError&) {
      files_.remove_all(path);  // facts of a run that did not get as far as the table, or another web's
      files_.remove_all(path.string() + ".json");
    }
  }
  return std::nullopt;
}

void ReleaseWriter::add_table(const ScoresJob& job, const Scores& scores, const Web& web,
                              const std::vector<std::string>& formats, int cold_iterations) {
  ReleaseTable table{job.name, scores.algorithm, scores.definition, {}, cold_iterations};
  for (const std::string& format : formats) {
    const std::string name = file_name(job.name, format);
    table.files.push_back(name);
    if (!files_.exists(folder_ / name)) write_score_table(scores, web, folder_ / name, true, files_);
  }
  tables_.push_back(std::move(table));
}

void ReleaseWriter::add_file(const std::string& name, std::string_view content) {
  write_file_atomically(files_, folder_ / name, content, true);
}

void ReleaseWriter::finish(ReleaseManifest manifest) {
  manifest.tables = tables_;
  if (files_.exists(folder_ / kManifestName)) files_.remove_all(folder_ / kManifestName);
  for (const fs::path& entry : files_.list(folder_)) {
    manifest.files[entry.filename().string()] = measure_file(files_, entry);
  }
  add_file(kManifestName, release_manifest_text(manifest));
}

}  // namespace orbweb
