#include "exports/release_folder.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <iterator>

#include "graph/error.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTimeLetters = 16;  // 20261124T133000Z
constexpr std::size_t kKeyLetters = 12;

bool is_hexadecimal(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

bool is_release_name(const std::string& name, std::int64_t* seconds) {
  if (name.size() != kTimeLetters + 1 + kKeyLetters || name[kTimeLetters] != '-') return false;
  if (!std::all_of(name.end() - kKeyLetters, name.end(), is_hexadecimal)) return false;
  std::tm time = {};
  const char* const end = ::strptime(name.c_str(), "%Y%m%dT%H%M%SZ", &time);
  if (end != name.c_str() + kTimeLetters) return false;
  if (seconds != nullptr) *seconds = ::timegm(&time);
  return true;
}

std::shared_ptr<void> ReleaseFolder::lock() {
  if (!files_.exists(path_)) files_.create_directory(path_);
  std::shared_ptr<void> held = files_.try_lock(path_);
  if (held == nullptr) {
    throw BusyError(fmt::format("{}: another job is publishing there; try again when it is done", path_.string()));
  }
  return held;
}

std::vector<std::string> ReleaseFolder::names() const {
  std::vector<std::string> names;
  if (!files_.exists(path_)) return names;
  for (const fs::path& entry : files_.list(path_)) {
    if (is_release_name(entry.filename().string())) names.push_back(entry.filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::optional<std::string> ReleaseFolder::current() const {
  const fs::path link = path_ / kCurrentName;
  if (!files_.exists(link)) return std::nullopt;
  const std::optional<fs::path> target = files_.read_symlink(link);
  if (!target) throw LoadError(link.string(), "", "a symbolic link to a release", "something else");
  if (!is_release_name(target->string())) {
    throw LoadError(link.string(), "", "a symbolic link to a release", "one to " + orbweb::in_quotes(target->string()));
  }
  if (!files_.exists(path_ / *target)) {
    throw LoadError(link.string(), "", "a release that is there", "a link to " + target->string() + ", which is not");
  }
  return target->string();
}

std::string ReleaseFolder::new_name(std::int64_t seconds, const std::string& key) const {
  for (const std::string& name : names()) {
    std::int64_t taken = 0;
    if (is_release_name(name, &taken)) seconds = std::max(seconds, taken + 1);
  }
  return fmt::format("{:%Y%m%dT%H%M%SZ}-{}", fmt::gmtime(static_cast<std::time_t>(seconds)),
                     key.substr(0, kKeyLetters));
}

void ReleaseFolder::publish(const fs::path& unfinished, const std::string& name) {
  files_.sync_directory(unfinished);
  files_.rename_new(unfinished, path_ / name);
  files_.sync_directory(path_);
  set_current(name);
}

void ReleaseFolder::set_current(const std::string& name) {
  const fs::path link = path_ / kCurrentName;
  if (files_.exists(link) && !files_.read_symlink(link)) {
    throw CreateError(
        fmt::format("cannot replace {}: it is no symbolic link, so nothing that Orbweb made", link.string()));
  }
  const fs::path temporary = temporary_sibling(link);
  files_.create_symlink(name, temporary);
  try {
    files_.rename(temporary, link);
  } catch (...) {
    remove_quietly(files_, temporary);
    throw;
  }
  files_.sync_directory(path_);
}

void ReleaseFolder::remove(const std::string& name) {
  const fs::path leaving = temporary_sibling(path_ / name);
  files_.rename(path_ / name, leaving);
  files_.remove_all(leaving);
}

void ReleaseFolder::clear(const fs::path& kept) {
  for (const fs::path& folder : {path_, path_ / kWebsName}) {
    if (!files_.exists(folder)) continue;
    for (const fs::path& entry : files_.list(folder)) {
      const std::string name = entry.filename().string();
      const bool is_left = name.starts_with('.') && name.ends_with(".tmp");
      if (is_left && entry.filename() != kept.filename()) files_.remove_all(entry);
    }
  }
}

}  // namespace orbweb
