#include "jobs/release_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "columns/column_file.h"
#include "exports/release_folder.h"
#include "graph/error.h"
#include "graph/store.h"
#include "loaders/score_table.h"
#include "loaders/table_names.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

/// The release's own folder: what is read is read from there, wherever CURRENT goes meanwhile.
fs::path release_folder(fs::path path, FileSystem& files) {
  if (!path.has_filename()) path = path.parent_path();
  if (files.exists(path / kCurrentName)) path /= kCurrentName;
  if (const std::optional<fs::path> target = files.read_symlink(path)) {
    path = target->is_absolute() ? *target : parent_folder(path) / *target;
  }
  return path;
}

/// The file of a table that this build reads itself; empty where there is none.
std::string readable_file(const ReleaseTable& table) {
  for (const std::string& file : table.files) {
    if (has_column_files() || !column_format_of(file)) return file;
  }
  return "";
}

/// The web that the release was made from; nothing where it is not kept any more.
std::optional<Web> kept_web(const fs::path& folder, const ReleaseManifest& manifest, FileSystem& files) {
  const fs::path path = parent_folder(folder) / manifest.web_folder;
  if (manifest.web_folder.empty() || manifest.web_folder.find("..") != std::string::npos || !files.exists(path)) {
    return std::nullopt;
  }
  Web web = open_web(path, {}, files);
  if (web.fingerprint() != manifest.web_fingerprint) return std::nullopt;
  return web;
}

FoldLevel fold_of(const ReleaseManifest& manifest) {
  for (const FoldLevel level : {FoldLevel::page, FoldLevel::host, FoldLevel::domain}) {
    if (manifest.fold == to_string(level)) return level;
  }
  return FoldLevel::none;
}

}  // namespace

ReleaseReader::ReleaseReader(const fs::path& path, FileSystem& files)
    : files_(files), folder_(release_folder(path, files)), manifest_(read_release_manifest(files, folder_)) {}

std::optional<TableOfRelease> ReleaseReader::find_table(const std::string& name) const {
  const auto table = std::find_if(manifest_.tables.begin(), manifest_.tables.end(),
                                  [&](const ReleaseTable& one) { return name.empty() || one.name == name; });
  if (table == manifest_.tables.end()) return std::nullopt;
  const std::string file = readable_file(*table);
  if (file.empty()) {
    throw LoadError(folder_.string(), "",
                    fmt::format("table {} as TSV or CSV, for an orbweb built without Arrow", table->name),
                    fmt::format("only {}", fmt::join(table->files, ", ")));
  }
  std::optional<Web> web = kept_web(folder_, manifest_, files_);
  const bool has_arcs = web.has_value();
  if (!web) web = web_of_table(folder_ / file, fold_of(manifest_), files_);
  Scores scores = read_score_table(folder_ / file, *web, files_);
  return TableOfRelease{table->name, *std::move(web), std::move(scores), has_arcs};
}

TableOfRelease ReleaseReader::table(const std::string& name) const {
  if (std::optional<TableOfRelease> found = find_table(name)) return *std::move(found);
  std::vector<std::string> names;
  for (const ReleaseTable& table : manifest_.tables) names.push_back(table.name);
  throw ArgumentError(fmt::format("no table {} in {}, which has {}", orbweb::in_quotes(name), folder_.string(),
                                  fmt::join(names, ", ")));
}

bool names_release(const fs::path& path, FileSystem& files) {
  return files.exists(path / kCurrentName) || is_release(files, path);
}

}  // namespace orbweb
