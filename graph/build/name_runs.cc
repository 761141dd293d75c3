#include "graph/build/name_runs.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "graph/error.h"

namespace orbweb {

namespace {

constexpr std::size_t kWriteBytes = std::size_t{1} << 20;
constexpr std::size_t kKeysAhead = 8;

void append_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out.push_back(static_cast<char>(value | 0x80));
  out.push_back(static_cast<char>(value));
}

/// Eight bytes at a time.
std::size_t shared_length(std::string_view a, std::string_view b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t at = 0;
  while (at + sizeof(std::uint64_t) <= most && std::memcmp(a.data() + at, b.data() + at, sizeof(std::uint64_t)) == 0) {
    at += sizeof(std::uint64_t);
  }
  while (at < most && a[at] == b[at]) ++at;
  return at;
}

}  // namespace

SpilledBytes write_names(SpillFile& file, const std::vector<NameRecord>& sorted) {
  SpillWriter writer(file, kWriteBytes);
  std::string encoded;
  std::string_view previous;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    // Sorted records lie anywhere in memory.
    if (i + kKeysAhead < sorted.size()) __builtin_prefetch(sorted[i + kKeysAhead].address());
    const std::string_view key = sorted[i].key();
    const NodeId id = sorted[i].id();
    const std::size_t shared = shared_length(previous, key);
    encoded.clear();
    append_varint(encoded, shared);
    append_varint(encoded, key.size() - shared);
    encoded.append(key.substr(shared)).append(reinterpret_cast<const char*>(&id), sizeof id);
    writer.write(encoded);
    previous = key;
  }
  return writer.finish();
}

std::uint64_t NameRunReader::read_varint() {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    const std::uint8_t byte = reader_.read_byte();
    value |= std::uint64_t{byte & 0x7fU} << shift;
    if (byte < 0x80) break;
  }
  return value;
}

bool NameRunReader::next() {
  if (reader_.at_end()) return false;
  const std::uint64_t shared = read_varint();
  const std::uint64_t more = read_varint();
  if (shared > key_.size() || shared + more > NameTable::kMaxKeyLength)
    throw IoError("read back", "a temporary file", EIO);
  key_.resize(static_cast<std::size_t>(shared + more));
  reader_.read(std::span(key_).subspan(static_cast<std::size_t>(shared)));
  reader_.read({reinterpret_cast<char*>(&id_), sizeof id_});
  return true;
}

}  // namespace orbweb
