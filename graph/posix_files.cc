// The real file system.
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
#include "graph/file_errors.h"
#include "graph/files.h"

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

  bool is_file(const fs::path& path) override {
    std::error_code error;
    return fs::is_regular_file(path, error);
  }

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
}  // namespace

FileSystem& real_file_system() {
  static PosixFileSystem files;
  return files;
}

std::unique_ptr<FileSystem> file_system_until(std::stop_token stop) {
  return std::make_unique<PosixFileSystem>(std::move(stop));
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
}  // namespace orbweb
