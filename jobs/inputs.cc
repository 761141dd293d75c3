#include "jobs/inputs.h"

#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>
#include <utility>

#include "graph/checksum.h"
#include "graph/error.h"
#include "loaders/link_columns.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::size_t kBlock = std::size_t{1} << 20;
constexpr std::uint64_t kMaxMemoryBytes = std::uint64_t{64} << 20;
constexpr std::int64_t kClockGrain = 2'000'000'000;  // FAT's; the others' is finer

bool is_pattern(const std::string& text) { return text.find_first_of("*?[") != std::string::npos; }

/// Paths below `folders` whose next name matches `pattern`, sorted.
std::vector<fs::path> matches(const std::vector<fs::path>& folders, const fs::path& pattern, FileSystem& files) {
  std::vector<fs::path> found;
  for (const fs::path& folder : folders) {
    if (!is_pattern(pattern.string())) {
      if (files.exists(folder / pattern)) found.push_back(folder / pattern);
      continue;
    }
    std::error_code ignored;
    if (!fs::is_directory(folder.empty() ? fs::path(".") : folder, ignored)) continue;
    for (const fs::path& entry : files.list(folder.empty() ? fs::path(".") : folder)) {
      const std::string name = entry.filename().string();
      if (::fnmatch(pattern.c_str(), name.c_str(), FNM_PERIOD) == 0) found.push_back(folder / name);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Folders of files in columns as these files; whatever else is there, as it is.
std::vector<fs::path> with_folders_of_columns(const std::vector<fs::path>& found, FileSystem& files) {
  std::vector<fs::path> paths;
  for (const fs::path& path : found) {
    if (!is_column_folder(path, files)) {
      paths.push_back(path);
      continue;
    }
    const std::vector<fs::path> below = link_column_files({path}, files);
    paths.insert(paths.end(), below.begin(), below.end());
  }
  return paths;
}

std::int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

LoadError changed(const fs::path& path) {
  return {path.string(), "", "a file that stays as it is while the job runs", "one that changed meanwhile"};
}

}  // namespace

std::vector<fs::path> expand_patterns(const std::vector<fs::path>& patterns, FileSystem& files) {
  std::vector<fs::path> paths;
  for (const fs::path& pattern : patterns) {
    std::vector<fs::path> found = {fs::path()};
    for (const fs::path& part : pattern) found = matches(found, part, files);
    if (found.empty()) throw LoadError(pattern.string(), "", "at least one input file", "none");
    for (fs::path& path : with_folders_of_columns(found, files)) {
      if (std::find(paths.begin(), paths.end(), path) == paths.end()) paths.push_back(std::move(path));
    }
  }
  return paths;
}

InputMemory::InputMemory(fs::path path, FileSystem& files) : path_(std::move(path)), files_(files) {
  if (!files_.exists(path_)) return;
  try {
    for (const json& entry : json::parse(read_whole_file(files_, path_, kMaxMemoryBytes))) {
      known_.push_back({entry.at("path").get<std::string>(),
                        {entry.at("size").get<std::uint64_t>(), entry.at("modified_ns").get<std::int64_t>(),
                         entry.at("changed_ns").get<std::int64_t>(), entry.at("inode").get<std::uint64_t>()},
                        entry.at("hashed_ns").get<std::int64_t>(),
                        entry.at("hash").get<std::string>()});
    }
  } catch (const json::exception&) {
    known_.clear();  // a memory that makes no sense saves no work, and harms none
  } catch (const LoadError&) {
    known_.clear();
  }
}

const InputMemory::Known* InputMemory::find(const std::string& path, const FileStamp& stamp) const {
  for (const Known& known : known_) {
    const bool is_settled = std::max(stamp.modified_ns, stamp.changed_ns) + kClockGrain < known.hashed_ns;
    if (known.path == path && known.stamp == stamp && is_settled) return &known;
  }
  return nullptr;
}

std::vector<JobInput> InputMemory::take(const std::vector<fs::path>& paths, const Control& control) {
  std::vector<JobInput> inputs;
  std::vector<Known> now_known;
  std::vector<char> buffer(kBlock);
  for (const fs::path& path : paths) {
    const FileStamp stamp = files_.stamp(path);
    const std::int64_t start = now_ns();
    if (const Known* const known = find(path.string(), stamp)) {
      inputs.push_back({path, stamp, known->hash});
      now_known.push_back(*known);
      continue;
    }
    const std::unique_ptr<InputFile> file = files_.open(path);
    StreamHash hash;
    while (const std::size_t count = file->read(buffer)) {
      control.check();
      hash.add(std::span(buffer).first(count));
      control.progress({"looking at inputs", hash.size(), stamp.size, "bytes"});
    }
    bytes_read_ += hash.size();
    if (files_.stamp(path) != stamp) throw changed(path);
    inputs.push_back({path, stamp, hash.hex()});
    now_known.push_back({path.string(), stamp, start, inputs.back().hash});
  }
  known_ = std::move(now_known);
  return inputs;
}

void InputMemory::save() {
  json entries = json::array();
  for (const Known& known : known_) {
    entries.push_back({{"path", known.path},
                       {"size", known.stamp.size},
                       {"modified_ns", known.stamp.modified_ns},
                       {"changed_ns", known.stamp.changed_ns},
                       {"inode", known.stamp.inode},
                       {"hashed_ns", known.hashed_ns},
                       {"hash", known.hash}});
  }
  write_file_atomically(files_, path_, entries.dump(1, ' ', false, json::error_handler_t::replace) + "\n", true);
}

void check_unchanged(const std::vector<JobInput>& inputs, FileSystem& files) {
  for (const JobInput& input : inputs) {
    if (files.stamp(input.path) != input.stamp) throw changed(input.path);
  }
}

}  // namespace orbweb
