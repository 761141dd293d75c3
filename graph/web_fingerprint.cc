#include "graph/web_fingerprint.h"

#include <vector>

namespace orbweb {

namespace {

template <class T>
void add_value(StreamHash& hash, T value) {
  hash.add(bytes_of(std::span<const T>(&value, 1)));
}

}  // namespace

void WebFingerprint::add_key(std::string_view key) {
  add_value(keys_, static_cast<std::uint32_t>(key.size()));
  keys_.add(bytes_of(key));
}

// Each row as its degree and its targets: no two graphs look alike, and blocks may be cut anywhere.
void WebFingerprint::add_rows(const RowBlock& rows) {
  std::vector<std::uint32_t> words;
  words.reserve(rows.num_rows() + rows.num_arcs());
  for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
    const std::span<const NodeId> row = rows[i];
    words.push_back(static_cast<std::uint32_t>(row.size()));
    words.insert(words.end(), row.begin(), row.end());
  }
  rows_.add(bytes_of(std::span<const std::uint32_t>(words)));
}

void WebFingerprint::add_link_counts(std::span<const std::uint32_t> counts) { link_counts_.add(bytes_of(counts)); }

void WebFingerprint::add_followed(std::span<const std::uint8_t> members) { followed_.add(bytes_of(members)); }

std::string WebFingerprint::hex(std::string_view fold) const {
  Fingerprint whole;
  whole.add(bytes_of(fold));
  for (const StreamHash* part : {&keys_, &rows_, &link_counts_, &followed_}) {
    const std::string hash = part->hex();
    whole.add(bytes_of(std::string_view(hash)));
  }
  return whole.hex();
}

}  // namespace orbweb
