#include "algos/engine/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "graph/checksum.h"

namespace orbweb {

namespace {

constexpr std::string_view kMagic = "orbweb-checkpoint/2\n";
constexpr std::size_t kLongestLine = 256;
constexpr std::size_t kHashBytes = 32;

std::string text_hash(std::string_view text) { return xxh3_64(bytes_of(std::span<const char>(text))); }

/// The file: kMagic, then a line each with the context's hash and the part's name, then the state, and the hash of all
/// before it. Read from its start, hashed on the way.
class StateFile {
 public:
  StateFile(FileSystem& files, const std::filesystem::path& path)
      : path_(path), file_(files.open(path)), left_(files.file_size(path)) {
    std::array<char, kMagic.size()> magic{};
    if (left_ < magic.size() || (read(magic), std::string_view(magic.data(), magic.size()) != kMagic)) {
      throw LoadError(path_.string(), "", "a checkpoint of orbweb rank", "another file");
    }
    context_ = line();
    part_ = line();
    if (left_ < kHashBytes) throw_cut();
  }

  const std::string& context() const { return context_; }
  const std::string& part() const { return part_; }
  std::uint64_t state_size() const { return left_ - kHashBytes; }

  /// The next bytes of the state, and whatever follows it.
  void read(std::span<char> bytes) {
    left_ -= bytes.size();
    for (std::span<char> rest = bytes; !rest.empty();) {
      const std::size_t count = file_->read(rest);
      if (count == 0) throw_cut();
      rest = rest.subspan(count);
    }
    hash_.add(bytes);
  }

  /// Once the state was read: throws LoadError where it is not what was written.
  void check_hash() {
    const std::string found = hash_.hex();
    std::string kept(kHashBytes, '\0');
    read(kept);
    if (kept != found) {
      throw LoadError(path_.string(), "", "a state with XXH3-128 " + in_quotes(kept), "one with " + in_quotes(found));
    }
  }

  [[noreturn]] void throw_cut() const { throw LoadError(path_.string(), "", "a whole checkpoint", "a part of one"); }

 private:
  std::string line() {
    std::string line;
    for (char byte = 0; left_ > 0 && line.size() < kLongestLine; line += byte) {
      read({&byte, 1});
      if (byte == '\n') return line;
    }
    throw_cut();
  }

  std::filesystem::path path_;
  std::unique_ptr<InputFile> file_;
  std::uint64_t left_;
  std::string context_, part_;
  StreamHash hash_;
};

}  // namespace

Checkpoint::Checkpoint(std::filesystem::path path, std::string_view context, std::chrono::milliseconds interval,
                       bool resume, FileSystem& files)
    : path_(std::move(path)), context_hash_(text_hash(context)), interval_(interval), files_(files) {
  if (!resume) return;
  StateFile file(files_, path_);
  if (file.context() != context_hash_) {
    throw LoadError(path_.string(), "", "a checkpoint of the same web, algorithm and options", "one of other work");
  }
  std::vector<char> buffer(std::size_t{1} << 20);
  while (const std::uint64_t left = file.state_size()) {
    file.read(std::span(buffer).first(std::min<std::uint64_t>(left, buffer.size())));
  }
  file.check_hash();
  part_ = file.part();
}

bool Checkpoint::take(const std::string& part, const std::function<void(engine::StateReader&)>& read) {
  if (part.empty() || part != part_) return false;
  part_.clear();
  StateFile file(files_, path_);
  engine::StateReader reader(path_, file.state_size(), [&](std::span<char> bytes) { file.read(bytes); });
  read(reader);
  reader.require_end();
  file.check_hash();
  return true;
}

void Checkpoint::save(const std::string& part, const std::function<void(engine::StateWriter&)>& write) {
  if (!part_.empty()) return;
  const auto write_all = [&](OutputFile& file) {
    StreamHash hash;
    const auto put = [&](std::string_view bytes) {
      hash.add(bytes_of(bytes));
      file.write(bytes_of(bytes));
    };
    put(fmt::format("{}{}\n{}\n", kMagic, context_hash_, part));
    engine::StateWriter writer(put);
    write(writer);
    writer.flush();
    const std::string hex = hash.hex();
    file.write(bytes_of(std::string_view(hex)));
  };
  write_file_atomically(files_, path_, write_all, true);
  last_ = std::chrono::steady_clock::now();
}

}  // namespace orbweb
