#include "algos/engine/checkpoint.h"

#include <fmt/format.h>

#include <span>
#include <utility>

#include "graph/checksum.h"

namespace orbweb {

namespace {

constexpr std::string_view kMagic = "orbweb-checkpoint/1\n";
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 38;

std::string text_hash(std::string_view text) { return xxh3_64(bytes_of(std::span<const char>(text))); }

std::string state_hash(std::string_view part, std::string_view state) {
  StreamHash hash;
  hash.add(part);
  hash.add(state);
  return hash.hex();
}

/// Cuts a line off the front; nothing where there is none.
std::optional<std::string> take_header_line(std::string_view& rest) {
  const std::size_t end = rest.substr(0, 256).find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string line(rest.substr(0, end));
  rest.remove_prefix(end + 1);
  return line;
}

}  // namespace

// The file: kMagic, then a line each with the hashes of context, of what follows the last line, and the part's name,
// then the state.
Checkpoint::Checkpoint(std::filesystem::path path, std::string_view context, std::chrono::milliseconds interval,
                       bool resume, FileSystem& files)
    : path_(std::move(path)), context_hash_(text_hash(context)), interval_(interval), files_(files) {
  if (resume) read();
}

void Checkpoint::read() {
  std::vector<char> bytes = read_whole_file(files_, path_, kMostBytes);
  std::string_view rest(bytes.data(), bytes.size());
  if (!rest.starts_with(kMagic)) throw LoadError(path_.string(), "", "a checkpoint of orbweb rank", "another file");
  rest.remove_prefix(kMagic.size());
  const auto context = take_header_line(rest);
  const auto hash = take_header_line(rest);
  const auto part = take_header_line(rest);
  if (!context || !hash || !part) throw LoadError(path_.string(), "", "a whole checkpoint", "a part of one");
  if (*context != context_hash_) {
    throw LoadError(path_.string(), "", "a checkpoint of the same web, algorithm and options", "one of other work");
  }
  if (*hash != state_hash(*part, rest)) {
    throw LoadError(path_.string(), "", "a state with XXH3-128 " + in_quotes(*hash), "other bytes");
  }
  part_ = *part;
  bytes.erase(bytes.begin(), bytes.end() - static_cast<std::ptrdiff_t>(rest.size()));
  state_ = std::move(bytes);
}

std::optional<std::vector<char>> Checkpoint::take_state(const std::string& part) {
  if (part.empty() || part != part_) return std::nullopt;
  part_.clear();
  return std::move(state_);
}

void Checkpoint::save(const std::string& part, std::string_view state) {
  const std::string header = fmt::format("{}{}\n{}\n{}\n", kMagic, context_hash_, state_hash(part, state), part);
  write_file_atomically(files_, path_, {header, state}, true);
  last_ = std::chrono::steady_clock::now();
}

}  // namespace orbweb
