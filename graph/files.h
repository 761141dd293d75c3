// The one door to the file system, so that a test can fail any call. POSIX semantics; paths in every error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace orbweb {

/// A file being written from its start. Destroying it without close() abandons it.
class OutputFile {
 public:
  virtual ~OutputFile() = default;
  virtual void write(std::span<const char> bytes) = 0;  ///< all of them, or IoError
  virtual void sync() = 0;                              ///< to stable storage
  virtual void close() = 0;
};

/// A file or a stream being read from its start.
class InputFile {
 public:
  virtual ~InputFile() = default;
  /// Up to buffer.size() bytes; 0 at the end.
  virtual std::size_t read(std::span<char> buffer) = 0;
};

/// Scratch space without a name, for many threads at once. Its space is free again when it is destroyed, and also when
/// the process dies.
class TemporaryFile {
 public:
  virtual ~TemporaryFile() = default;
  virtual void write_at(std::uint64_t offset, std::span<const char> bytes) = 0;  ///< all of them, or IoError
  virtual void read_at(std::uint64_t offset, std::span<char> bytes) = 0;         ///< all of them, or IoError
};

/// What tells that a file is not the one it was: content may only change together with one of these.
struct FileStamp {
  std::uint64_t size = 0;
  std::int64_t modified_ns = 0;  ///< since 1970, as the next one
  std::int64_t changed_ns = 0;   ///< content or inode
  std::uint64_t inode = 0;
  bool operator==(const FileStamp&) const = default;
};

class FileSystem {
 public:
  virtual ~FileSystem() = default;
  virtual std::unique_ptr<InputFile> open(const std::filesystem::path& path) = 0;     ///< "-" is standard input
  virtual std::unique_ptr<OutputFile> create(const std::filesystem::path& path) = 0;  ///< must not exist
  virtual std::unique_ptr<TemporaryFile> create_temporary(const std::filesystem::path& folder) = 0;
  virtual void create_directory(const std::filesystem::path& path) = 0;  ///< must not exist
  virtual void rename(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  /// The same where nothing is at `to`; CreateError otherwise, in one step: of two writers one wins and the other
  /// knows.
  virtual void rename_new(const std::filesystem::path& from, const std::filesystem::path& to) = 0;
  /// Swaps two paths in one step.
  virtual void exchange(const std::filesystem::path& a, const std::filesystem::path& b) = 0;
  virtual void sync_directory(const std::filesystem::path& path) = 0;
  virtual void remove_all(const std::filesystem::path& path) = 0;
  virtual bool exists(const std::filesystem::path& path) = 0;  ///< a symbolic link does, wherever it leads
  /// A regular file, or a symbolic link to one: no folder, device or pipe.
  virtual bool is_file(const std::filesystem::path& path) = 0;
  /// Where a symbolic link points that leads nowhere; nothing for everything else.
  virtual std::optional<std::filesystem::path> dangling_link(const std::filesystem::path& path) = 0;
  virtual void create_symlink(const std::filesystem::path& target, const std::filesystem::path& path) = 0;
  /// Where a symbolic link points, whether anything is there or not; nothing for everything else.
  virtual std::optional<std::filesystem::path> read_symlink(const std::filesystem::path& path) = 0;
  virtual FileStamp stamp(const std::filesystem::path& path) = 0;
  virtual std::uint64_t file_size(const std::filesystem::path& path) = 0;
  virtual std::vector<std::filesystem::path> list(const std::filesystem::path& folder) = 0;  ///< in no order
  /// Locks a file or folder against others who lock it, until the result goes. Null where another process holds it.
  virtual std::shared_ptr<void> try_lock(const std::filesystem::path& path) = 0;
  /// The first `size` bytes of a file, mapped for reading, and kReadablePadding (graph/stored_bytes.h) more of no
  /// meaning. The file must be that long as long as it is used.
  virtual std::shared_ptr<const char> map(const std::filesystem::path& path, std::uint64_t size) = 0;
};

FileSystem& real_file_system();

/// The real file system, but a read that begins or waits for data (of a pipe, a terminal) after `stop` was requested
/// throws Cancelled. Files that it opened must not outlive it.
std::unique_ptr<FileSystem> file_system_until(std::stop_token stop);

/// The whole file. Throws IoError, or LoadError where it is longer than `max_bytes`.
std::vector<char> read_whole_file(FileSystem& files, const std::filesystem::path& path, std::uint64_t max_bytes);

/// Throws CreateError where an output cannot be put: something exists there (allowed with `overwrite`), or a symbolic
/// link that leads nowhere (never allowed: most likely its target is what is missing).
void check_can_create(FileSystem& files, const std::filesystem::path& path, bool overwrite);

/// The same for an output that is one file: it replaces nothing but a file, so that no folder or device is lost.
void check_can_write_file(FileSystem& files, const std::filesystem::path& path, bool overwrite);

/// Writes a file so that readers see the old or the new content, never a mix: temporary sibling, sync, rename, sync of
/// the folder. `path` may exist only with `overwrite`, and then is replaced even where it is a symbolic link; without,
/// not even a file that appears meanwhile is. Throws CreateError or IoError and leaves nothing behind.
void write_file_atomically(FileSystem& files, const std::filesystem::path& path, std::string_view content,
                           bool overwrite);
/// The same for content that lies in several pieces.
void write_file_atomically(FileSystem& files, const std::filesystem::path& path,
                           std::initializer_list<std::string_view> pieces, bool overwrite);
/// The same for content that `write` writes, as it comes.
void write_file_atomically(FileSystem& files, const std::filesystem::path& path,
                           const std::function<void(OutputFile&)>& write, bool overwrite);

/// For clean-up while another error is on its way: removes what it can and never throws.
void remove_quietly(FileSystem& files, const std::filesystem::path& path) noexcept;

/// The folder that `path` lies in; "." for a bare name. A trailing slash does not count.
std::filesystem::path parent_folder(const std::filesystem::path& path);

/// A name for a temporary sibling of `path`, unique to this process and call.
std::filesystem::path temporary_sibling(const std::filesystem::path& path);

/// Removes temporary siblings of `path` that a process left behind when it was killed: those of no living process of
/// this machine which nobody holds locked. Never throws.
void remove_abandoned_siblings(FileSystem& files, const std::filesystem::path& path) noexcept;

/// `path` as errors name it. What lies at or in a temporary sibling that this process made goes by the path that the
/// user gave: "my.web (at its temporary .my.web.123-0.tmp/names.keys)".
std::string shown_path(const std::filesystem::path& path);

/// FileSystem::rename_new where the file system has no such rename: by a hard link, which makes sure of files;
/// directories, and files where there are no hard links, are looked for first, which leaves a moment for a second
/// writer.
void rename_new_by_link(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace orbweb
