// A file system that works until told otherwise: it counts its calls and fails the N-th one.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "graph/files.h"

namespace orbweb::test {

/// Passes everything on to the real file system. Call number `fail_at` (from 1) fails with `error_number`; 0 fails
/// none. A failing write leaves half of its bytes in the file first, as a full disk does. With `stay_failed`, every
/// later call that creates or writes fails too: the disk stays full. With `stop`, nothing happens any more after that
/// call, removal included: what is left is what a killed process leaves. `disk_bytes` is how much can be written in all
/// before the disk is full.
class FaultyFileSystem : public FileSystem {
 public:
  struct Fault {
    std::uint64_t fail_at = 0;
    int error_number = 0;
    bool stay_failed = false;
    bool stop = false;
    std::uint64_t disk_bytes = ~std::uint64_t{0};
  };
  explicit FaultyFileSystem(Fault fault) : fault_(fault) {}

  std::uint64_t calls() const { return calls_; }

  std::unique_ptr<InputFile> open(const std::filesystem::path& path) override;
  std::unique_ptr<OutputFile> create(const std::filesystem::path& path) override;
  std::unique_ptr<TemporaryFile> create_temporary(const std::filesystem::path& folder) override;
  void create_directory(const std::filesystem::path& path) override;
  void rename(const std::filesystem::path& from, const std::filesystem::path& to) override;
  void rename_new(const std::filesystem::path& from, const std::filesystem::path& to) override;
  void exchange(const std::filesystem::path& a, const std::filesystem::path& b) override;
  void sync_directory(const std::filesystem::path& path) override;
  void remove_all(const std::filesystem::path& path) override;
  bool exists(const std::filesystem::path& path) override;
  bool is_file(const std::filesystem::path& path) override;
  std::optional<std::filesystem::path> dangling_link(const std::filesystem::path& path) override;
  void create_symlink(const std::filesystem::path& target, const std::filesystem::path& path) override;
  std::optional<std::filesystem::path> read_symlink(const std::filesystem::path& path) override;
  FileStamp stamp(const std::filesystem::path& path) override;
  std::uint64_t file_size(const std::filesystem::path& path) override;
  std::vector<std::filesystem::path> list(const std::filesystem::path& folder) override;
  std::shared_ptr<void> try_lock(const std::filesystem::path& path) override;
  std::shared_ptr<const char> map(const std::filesystem::path& path, std::uint64_t size) override;

  /// Counts one call. Returns whether it is to fail.
  bool next_call_fails();
  /// Counts one call and throws IoError where it is to fail.
  void count(const char* operation, const std::filesystem::path& path);
  int error_number() const { return fault_.error_number; }
  /// Takes `bytes` of the disk's room. Returns how many of them fit.
  std::uint64_t take_room(std::uint64_t bytes);
  bool stopped() const { return fault_.stop && fault_.fail_at != 0 && calls_ >= fault_.fail_at; }

 private:
  Fault fault_;
  std::atomic<std::uint64_t> calls_{0};
  std::atomic<std::uint64_t> written_{0};
};

}  // namespace orbweb::test
