#include "graph/files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <system_error>
#include <utility>

#include "graph/error.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

/// Runs a POSIX call again while signals interrupt it.
template <class Call>
auto without_interruption(Call&& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int descriptor) : descriptor_(descriptor) {}
  ~FileDescriptor() {
    if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;

  int get() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

/// A descriptor that can be read from once a stop is requested, so that poll() can wait for it beside others.
class StopEvent {
 public:
  explicit StopEvent(std::stop_token stop)
      : event_(::eventfd(0, EFD_CLOEXEC)), wake_(std::move(stop), Wake{event_.get()}) {
    if (event_.get() < 0) throw IoError("make", "an event descriptor", errno);
  }

  /// Waits until `descriptor` can be read from, has ended or failed. Throws Cancelled where a stop comes first.
  void wait_for(int descriptor, const std::string& path) const {
    pollfd waited_for[] = {{descriptor, POLLIN, 0}, {event_.get(), POLLIN, 0}};
    if (without_interruption([&] { return ::poll(waited_for, 2, -1); }) < 0) throw IoError("read", path, errno);
    if (waited_for[1].revents != 0) throw Cancelled();
  }

 private:
  struct Wake {
    int event;
    void operator()() const {
      const std::uint64_t one = 1;
      [[maybe_unused]] const ssize_t written = ::write(event, &one, sizeof one);
    }
  };

  FileDescriptor event_;
  std::stop_callback<Wake> wake_;  // gone before its descriptor
};

class PosixInput : public InputFile {
 public:
  /// `stop` may be null.
  PosixInput(int descriptor, std::string path, const StopEvent* stop)
      : file_(descriptor), path_(std::move(path)), stop_(stop) {}

  std::size_t read(std::span<char> buffer) override {
    if (stop_ != nullptr) stop_->wait_for(file_.get(), path_);
    const ssize_t count = without_interruption([&] { return ::read(file_.get(), buffer.data(), buffer.size()); });
    if (count < 0) throw IoError("read", path_, errno);
    return static_cast<std::size_t>(count);
  }

 private:
  FileDescriptor file_;
  std::string path_;
  const StopEvent* stop_;
};

class PosixOutput : public OutputFile {
 public:
  PosixOutput(int descriptor, std::string path) : file_(descriptor), path_(std::move(path)) {}

  void write(std::span<const char> bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = without_interruption([&] { return ::write(file_.get(), bytes.data(), bytes.size()); });
      if (count < 0) throw IoError("write", path_, errno);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
  }
  void sync() override {
    if (without_interruption([&] { return ::fsync(file_.get()); }) < 0) throw IoError("sync", path_, errno);
  }
  void close() override {
    if (::close(file_.release()) < 0) throw IoError("close", path_, errno);
  }

 private:
  FileDescriptor file_;
  std::string path_;
};

class PosixTemporary : public TemporaryFile {
 public:
  PosixTemporary(int descriptor, std::string path) : file_(descriptor), path_(std::move(path)) {}

  void write_at(std::uint64_t offset, std::span<const char> bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = without_interruption(
          [&] { return ::pwrite(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)); });
      if (count < 0) throw IoError("write", path_, errno);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
  }
  void read_at(std::uint64_t offset, std::span<char> bytes) override {
    while (!bytes.empty()) {
      const ssize_t count = without_interruption(
          [&] { return ::pread(file_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset)); });
      if (count <= 0) throw IoError("read", path_, count < 0 ? errno : EIO);
      bytes = bytes.subspan(static_cast<std::size_t>(count));
      offset += static_cast<std::uint64_t>(count);
    }
  }

 private:
  FileDescriptor file_;
  std::string path_;
};

[[noreturn]] void throw_cannot_create(const fs::path& path) {
  const int error_number = errno;
  if (error_number == ENOSPC || error_number == EIO) throw IoError("create", shown_path(path), error_number);
  throw CreateError(
      fmt::format("cannot create {}: {}", shown_path(path), std::generic_category().message(error_number)));
}

[[noreturn]] void throw_exists(const fs::path& path) {
  throw CreateError(fmt::format("cannot create {}: it exists", path.string()));
}

bool is_there(const fs::path& path) {
  std::error_code error;
  const fs::file_status status = fs::symlink_status(path, error);
  return status.type() != fs::file_type::none && status.type() != fs::file_type::not_found;
}

class PosixFileSystem : public FileSystem {
 public:
  PosixFileSystem() = default;
  explicit PosixFileSystem(std::stop_token stop) : stop_(std::make_unique<StopEvent>(std::move(stop))) {}

  std::unique_ptr<InputFile> open(const fs::path& path) override {
    if (path == "-") return std::make_unique<PosixInput>(STDIN_FILENO, "standard input", stop_.get());
    const int descriptor = without_interruption([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); });
    if (descriptor < 0) throw IoError("open", path.string(), errno);
    return std::make_unique<PosixInput>(descriptor, path.string(), stop_.get());
  }

  std::unique_ptr<OutputFile> create(const fs::path& path) override {
    constexpr int kFlags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
    const int descriptor = without_interruption([&] { return ::open(path.c_str(), kFlags, 0666); });
    if (descriptor < 0) throw_cannot_create(path);
    return std::make_unique<PosixOutput>(descriptor, shown_path(path));
  }

  std::unique_ptr<TemporaryFile> create_temporary(const fs::path& folder) override {
    int descriptor = without_interruption([&] { return ::open(folder.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); });
    // Some file systems cannot make files without names: there, a name lives for a moment.
    if (descriptor < 0 && (errno == EOPNOTSUPP || errno == EISDIR)) {
      const fs::path path = temporary_sibling(folder / "orbweb");
      descriptor =
          without_interruption([&] { return ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600); });
      if (descriptor >= 0) ::unlink(path.c_str());
    }
    if (descriptor < 0) throw_cannot_create(folder / "(temporary file)");
    return std::make_unique<PosixTemporary>(descriptor, (folder / "(temporary file)").string());
  }

  void create_directory(const fs::path& path) override {
    if (::mkdir(path.c_str(), 0777) < 0) throw_cannot_create(path);
  }

  void rename(const fs::path& from, const fs::path& to) override {
    if (::rename(from.c_str(), to.c_str()) < 0) throw IoError("rename to", to.string(), errno);
  }

  void rename_new(const fs::path& from, const fs::path& to) override {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return;
    if (errno == EEXIST) throw_exists(to);
    if (errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP) throw IoError("rename to", to.string(), errno);
    rename_new_by_link(from, to);
  }

  void exchange(const fs::path& a, const fs::path& b) override {
    if (::renameat2(AT_FDCWD, a.c_str(), AT_FDCWD, b.c_str(), RENAME_EXCHANGE) < 0) {
      throw IoError("replace", b.string(), errno);
    }
  }

  void sync_directory(const fs::path& path) override {
    const FileDescriptor directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() < 0) throw IoError("open", shown_path(path), errno);
    if (without_interruption([&] { return ::fsync(directory.get()); }) < 0) {
      throw IoError("sync", shown_path(path), errno);
    }
  }

  void remove_all(const fs::path& path) override {
    std::error_code error;
    fs::remove_all(path, error);
    if (error) throw IoError("remove", shown_path(path), error.value());
  }

  bool exists(const fs::path& path) override { return is_there(path); }

  std::optional<fs::path> dangling_link(const fs::path& path) override {
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(path, error)) || fs::exists(path, error)) return std::nullopt;
    return fs::read_symlink(path, error);
  }

  void create_symlink(const fs::path& target, const fs::path& path) override {
    if (::symlink(target.c_str(), path.c_str()) < 0) throw_cannot_create(path);
  }

  std::optional<fs::path> read_symlink(const fs::path& path) override {
    std::error_code error;
    if (!fs::is_symlink(fs::symlink_status(path, error))) return std::nullopt;
    const fs::path target = fs::read_symlink(path, error);
    if (error) throw IoError("read", path.string(), error.value());
    return target;
  }

  FileStamp stamp(const fs::path& path) override {
    const auto nanoseconds = [](const timespec& time) {
      return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
    };
    struct stat status = {};
    if (::stat(path.c_str(), &status) < 0) throw IoError("read", path.string(), errno);
    return {static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim), nanoseconds(status.st_ctim),
            status.st_ino};
  }

  std::uint64_t file_size(const fs::path& path) override {
    struct stat status = {};
    if (::stat(path.c_str(), &status) < 0) throw IoError("read", path.string(), errno);
    return S_ISREG(status.st_mode) ? static_cast<std::uint64_t>(status.st_size) : 0;
  }

  std::vector<fs::path> list(const fs::path& folder) override {
    std::vector<fs::path> entries;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      entries.push_back(entry->path());
    }
    if (error) throw IoError("list", folder.string(), error.value());
    return entries;
  }

  std::shared_ptr<void> try_lock(const fs::path& path) override {
    auto file = std::make_shared<FileDescriptor>(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file->get() < 0) throw IoError("open", path.string(), errno);
    if (::flock(file->get(), LOCK_EX | LOCK_NB) == 0) return file;
    if (errno == EWOULDBLOCK) return nullptr;
    throw IoError("lock", path.string(), errno);
  }

  std::shared_ptr<const char> map(const fs::path& path, std::uint64_t size) override {
    const FileDescriptor file(without_interruption([&] { return ::open(path.c_str(), O_RDONLY | O_CLOEXEC); }));
    if (file.get() < 0) throw IoError("open", path.string(), errno);
    // Room for the file and a page of zeros behind it, so that vector loads may pass the end.
    const std::uint64_t reserved = size + static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    void* const room = ::mmap(nullptr, reserved, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (room == MAP_FAILED) throw IoError("map", path.string(), errno);
    std::shared_ptr<const char> bytes(static_cast<const char*>(room),
                                      [reserved](const char* data) { ::munmap(const_cast<char*>(data), reserved); });
    if (size > 0 && ::mmap(room, size, PROT_READ, MAP_SHARED | MAP_FIXED, file.get(), 0) == MAP_FAILED) {
      throw IoError("map", path.string(), errno);
    }
    return bytes;
  }

 private:
  std::unique_ptr<const StopEvent> stop_;
};

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

FileSystem& real_file_system() {
  static PosixFileSystem files;
  return files;
}

std::unique_ptr<FileSystem> file_system_until(std::stop_token stop) {
  return std::make_unique<PosixFileSystem>(std::move(stop));
}

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

/// The process that made a temporary sibling of `path`; 0 for any other name.
pid_t maker_of(const fs::path& sibling, const fs::path& path) {
  const std::string name = sibling.filename().string();
  const std::string prefix = fmt::format(".{}.", without_trailing_slash(path).filename().string());
  if (!name.starts_with(prefix) || !name.ends_with(".tmp")) return 0;
  pid_t maker = 0;
  const auto [end, error] = std::from_chars(name.data() + prefix.size(), name.data() + name.size(), maker);
  return error == std::errc() && *end == '-' ? maker : 0;
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

void rename_new_by_link(const fs::path& from, const fs::path& to) {
  if (::link(from.c_str(), to.c_str()) == 0) {
    if (::unlink(from.c_str()) < 0) throw IoError("remove", shown_path(from), errno);
    return;
  }
  const int error_number = errno;
  if (error_number == EEXIST || is_there(to)) throw_exists(to);
  if (error_number == ENOENT) throw IoError("rename to", to.string(), error_number);
  if (::rename(from.c_str(), to.c_str()) < 0) throw IoError("rename to", to.string(), errno);
}

void check_can_create(FileSystem& files, const fs::path& path, bool overwrite) {
  if (const auto target = files.dangling_link(without_trailing_slash(path))) {
    throw CreateError(fmt::format("cannot create {}: it is a symbolic link to {}, which does not exist", path.string(),
                                  target->string()));
  }
  if (!overwrite && files.exists(path)) throw_exists(path);
}

void write_file_atomically(FileSystem& files, const fs::path& path, std::string_view content, bool overwrite) {
  check_can_create(files, path, overwrite);
  const fs::path temporary = temporary_sibling(path);
  std::unique_ptr<OutputFile> file = files.create(temporary);
  try {
    file->write({content.data(), content.size()});
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
