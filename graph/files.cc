#include "graph/files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <utility>

#include "graph/error.h"
#include "graph/file_errors.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

fs::path without_trailing_slash(const fs::path& path) { return path.has_filename() ? path : path.parent_path(); }

/// What every temporary name of this process ends in, but for the counter before ".tmp".
std::string temporary_mark() { return fmt::format(".{}-", ::getpid()); }
constexpr std::string_view kTemporaryEnd = ".tmp";

/// The name that temporary_sibling() made `name` from; empty for every other name.
std::string_view permanent_name(std::string_view name) {
  const std::size_t mark = name.rfind(temporary_mark());
  if (mark == std::string_view::npos || mark < 2 || !name.starts_with('.') || !name.ends_with(kTemporaryEnd)) return "";
  return name.substr(1, mark - 1);
}

}  // namespace

std::vector<char> read_whole_file(FileSystem& files, const fs::path& path, std::uint64_t max_bytes) {
  constexpr std::size_t kStep = 1 << 20;
  const std::unique_ptr<InputFile> file = files.open(path);
  std::vector<char> content(static_cast<std::size_t>(std::min<std::uint64_t>(files.file_size(path), max_bytes)) + 1);
  std::size_t used = 0;
  while (const std::size_t count = file->read(std::span(content).subspan(used))) {
    used += count;
    if (used > max_bytes) {
      throw LoadError(path.string(), "", fmt::format("at most {} bytes", max_bytes), "a longer file");
    }
    if (used == content.size()) content.resize(used + kStep);
  }
  content.resize(used);
  return content;
}

fs::path parent_folder(const fs::path& path) {
  const fs::path parent = without_trailing_slash(path).parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

fs::path temporary_sibling(const fs::path& path) {
  static std::atomic<std::uint64_t> counter = 0;
  const fs::path name = fmt::format(".{}{}{}{}", without_trailing_slash(path).filename().string(), temporary_mark(),
                                    counter.fetch_add(1), kTemporaryEnd);
  return parent_folder(path) / name;
}

namespace {

/// Cuts ".PID-COUNTER.tmp" and the leading dot off a temporary sibling's name. The process that made it; 0 where the
/// name is of no such form.
pid_t take_maker(std::string_view& name) {
  if (!name.starts_with('.') || !name.ends_with(kTemporaryEnd)) return 0;
  const std::string_view stem = name.substr(0, name.size() - kTemporaryEnd.size());
  const std::size_t dot = stem.rfind('.');
  if (dot == std::string_view::npos || dot < 2) return 0;
  pid_t maker = 0;
  const auto [end, error] = std::from_chars(stem.data() + dot + 1, stem.data() + stem.size(), maker);
  if (error != std::errc() || end == stem.data() + stem.size() || *end != '-') return 0;
  name = stem.substr(1, dot - 1);
  return maker;
}

/// The process that made a temporary sibling of `path`, or a temporary of such a temporary; 0 for any other name.
pid_t maker_of(const fs::path& sibling, const fs::path& path) {
  const std::string text = sibling.filename().string();
  const std::string wanted = without_trailing_slash(path).filename().string();
  std::string_view name = text;
  const pid_t maker = take_maker(name);
  for (pid_t inner = maker; inner > 0; inner = take_maker(name)) {
    if (name == wanted) return maker;
  }
  return 0;
}

bool is_running(pid_t process) { return ::kill(process, 0) == 0 || errno != ESRCH; }

}  // namespace

void remove_abandoned_siblings(FileSystem& files, const fs::path& path) noexcept {
  try {
    for (const fs::path& sibling : files.list(parent_folder(path))) {
      const pid_t maker = maker_of(sibling, path);
      if (maker > 0 && !is_running(maker) && files.try_lock(sibling) != nullptr) files.remove_all(sibling);
    }
  } catch (...) {
    // Tidying up is a courtesy: the work itself will tell if the folder is of no use.
    return;
  }
}

std::string shown_path(const fs::path& path) {
  fs::path folder;
  for (auto part = path.begin(); part != path.end(); folder /= *part++) {
    const std::string name = part->string();
    const std::string_view permanent = permanent_name(name);
    if (permanent.empty()) continue;
    fs::path temporary;
    for (auto rest = part; rest != path.end(); ++rest) temporary /= *rest;
    const fs::path known = folder == "." ? fs::path(permanent) : folder / permanent;
    return fmt::format("{} (at its temporary {})", known.string(), temporary.string());
  }
  return path.string();
}

void check_can_create(FileSystem& files, const fs::path& path, bool overwrite) {
  if (const auto target = files.dangling_link(without_trailing_slash(path))) {
    throw CreateError(fmt::format("cannot create {}: it is a symbolic link to {}, which does not exist", path.string(),
                                  target->string()));
  }
  if (!overwrite && files.exists(path)) throw_exists(path);
}

void check_can_write_file(FileSystem& files, const fs::path& path, bool overwrite) {
  check_can_create(files, path, overwrite);
  if (!files.exists(path) || files.is_file(path)) return;
  throw CreateError(fmt::format("cannot replace {}: it is not a regular file", path.string()));
}

void write_file_atomically(FileSystem& files, const fs::path& path, std::string_view content, bool overwrite) {
  write_file_atomically(files, path, {content}, overwrite);
}

void write_file_atomically(FileSystem& files, const fs::path& path, std::initializer_list<std::string_view> pieces,
                           bool overwrite) {
  const auto write = [&](OutputFile& file) {
    for (const std::string_view piece : pieces) file.write({piece.data(), piece.size()});
  };
  write_file_atomically(files, path, write, overwrite);
}

void write_file_atomically(FileSystem& files, const fs::path& path, const std::function<void(OutputFile&)>& write,
                           bool overwrite) {
  check_can_write_file(files, path, overwrite);
  const fs::path temporary = temporary_sibling(path);
  std::unique_ptr<OutputFile> file = files.create(temporary);
  try {
    write(*file);
    file->sync();
    file->close();
    if (overwrite) {
      files.rename(temporary, path);
    } else {
      files.rename_new(temporary, path);
    }
  } catch (...) {
    remove_quietly(files, temporary);
    throw;
  }
  files.sync_directory(parent_folder(path));
}

void remove_quietly(FileSystem& files, const fs::path& path) noexcept {
  try {
    files.remove_all(path);
  } catch (...) {
    // The error that brought us here is the one to report.
    return;
  }
}

}  // namespace orbweb
