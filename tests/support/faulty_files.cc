#include "support/faulty_files.h"

#include <algorithm>
#include <cerrno>

#include "graph/error.h"

namespace orbweb::test {

namespace fs = std::filesystem;

namespace {

class FaultyOutput : public OutputFile {
 public:
  FaultyOutput(FaultyFileSystem& files, std::unique_ptr<OutputFile> file, fs::path path)
      : files_(files), file_(std::move(file)), path_(std::move(path)) {}

  void write(std::span<const char> bytes) override {
    const bool was_stopped = files_.stopped();
    if (files_.next_call_fails()) {
      if (!was_stopped) file_->write(bytes.first(bytes.size() / 2));
      throw IoError("write", shown_path(path_), files_.error_number());
    }
    const std::uint64_t room = files_.take_room(bytes.size());
    file_->write(bytes.first(room));
    if (room < bytes.size()) throw IoError("write", path_.string(), ENOSPC);
  }
  void sync() override {
    files_.count("sync", path_);
    file_->sync();
  }
  void close() override {
    files_.count("close", path_);
    file_->close();
  }

 private:
  FaultyFileSystem& files_;
  std::unique_ptr<OutputFile> file_;
  fs::path path_;
};

class FaultyInput : public InputFile {
 public:
  FaultyInput(FaultyFileSystem& files, std::unique_ptr<InputFile> file, fs::path path)
      : files_(files), file_(std::move(file)), path_(std::move(path)) {}

  std::size_t read(std::span<char> buffer) override {
    files_.count("read", path_);
    return file_->read(buffer);
  }

 private:
  FaultyFileSystem& files_;
  std::unique_ptr<InputFile> file_;
  fs::path path_;
};

class FaultyTemporary : public TemporaryFile {
 public:
  FaultyTemporary(FaultyFileSystem& files, std::unique_ptr<TemporaryFile> file, fs::path path)
      : files_(files), file_(std::move(file)), path_(std::move(path)) {}

  void write_at(std::uint64_t offset, std::span<const char> bytes) override {
    files_.count("write", path_);
    file_->write_at(offset, bytes);
  }
  void read_at(std::uint64_t offset, std::span<char> bytes) override {
    files_.count("read", path_);
    file_->read_at(offset, bytes);
  }

 private:
  FaultyFileSystem& files_;
  std::unique_ptr<TemporaryFile> file_;
  fs::path path_;
};

}  // namespace

bool FaultyFileSystem::next_call_fails() {
  const std::uint64_t call = ++calls_;
  return fault_.fail_at != 0 &&
         (call == fault_.fail_at || ((fault_.stay_failed || fault_.stop) && call > fault_.fail_at));
}

std::uint64_t FaultyFileSystem::take_room(std::uint64_t bytes) {
  std::uint64_t written = written_;
  std::uint64_t room = 0;
  do {
    room = std::min(bytes, fault_.disk_bytes - std::min(written, fault_.disk_bytes));
  } while (!written_.compare_exchange_weak(written, written + room));
  return room;
}

void FaultyFileSystem::count(const char* operation, const fs::path& path) {
  if (next_call_fails()) throw IoError(operation, shown_path(path), fault_.error_number);
}

std::unique_ptr<InputFile> FaultyFileSystem::open(const fs::path& path) {
  count("open", path);
  return std::make_unique<FaultyInput>(*this, real_file_system().open(path), path);
}

std::unique_ptr<OutputFile> FaultyFileSystem::create(const fs::path& path) {
  count("create", path);
  return std::make_unique<FaultyOutput>(*this, real_file_system().create(path), path);
}

std::unique_ptr<TemporaryFile> FaultyFileSystem::create_temporary(const fs::path& folder) {
  count("create", folder);
  return std::make_unique<FaultyTemporary>(*this, real_file_system().create_temporary(folder), folder);
}

void FaultyFileSystem::create_directory(const fs::path& path) {
  count("create", path);
  real_file_system().create_directory(path);
}

void FaultyFileSystem::rename(const fs::path& from, const fs::path& to) {
  count("rename to", to);
  real_file_system().rename(from, to);
}

void FaultyFileSystem::rename_new(const fs::path& from, const fs::path& to) {
  count("rename to", to);
  real_file_system().rename_new(from, to);
}

void FaultyFileSystem::exchange(const fs::path& a, const fs::path& b) {
  count("replace", b);
  real_file_system().exchange(a, b);
}

void FaultyFileSystem::sync_directory(const fs::path& path) {
  count("sync", path);
  real_file_system().sync_directory(path);
}

std::shared_ptr<const char> FaultyFileSystem::map(const fs::path& path, std::uint64_t size) {
  count("map", path);
  return real_file_system().map(path, size);
}

std::vector<fs::path> FaultyFileSystem::list(const fs::path& folder) { return real_file_system().list(folder); }

std::shared_ptr<void> FaultyFileSystem::try_lock(const fs::path& path) {
  count("lock", path);
  return real_file_system().try_lock(path);
}

// Removing works on a full disk, and looking never changes what a crash leaves: neither is made to fail.
void FaultyFileSystem::remove_all(const fs::path& path) {
  if (!stopped()) real_file_system().remove_all(path);
}
bool FaultyFileSystem::exists(const fs::path& path) { return real_file_system().exists(path); }
bool FaultyFileSystem::is_file(const fs::path& path) { return real_file_system().is_file(path); }
std::optional<fs::path> FaultyFileSystem::dangling_link(const fs::path& path) {
  return real_file_system().dangling_link(path);
}
void FaultyFileSystem::create_symlink(const fs::path& target, const fs::path& path) {
  count("create", path);
  real_file_system().create_symlink(target, path);
}
std::optional<fs::path> FaultyFileSystem::read_symlink(const fs::path& path) {
  return real_file_system().read_symlink(path);
}
FileStamp FaultyFileSystem::stamp(const fs::path& path) { return real_file_system().stamp(path); }
std::uint64_t FaultyFileSystem::file_size(const fs::path& path) { return real_file_system().file_size(path); }

}  // namespace orbweb::test
