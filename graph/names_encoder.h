// From sorted keys to the two files of names that `Names` reads (docs/format-names.md), in one pass.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/names_format.h"

namespace orbweb {

class OutputFile;

/// Keys one after the other, with bytes beyond the last that a word load may touch.
class KeyBatch {
 public:
  KeyBatch();

  /// Throws ArgumentError where the key is longer than kLongestKey.
  void add(std::string_view key);
  std::uint64_t size() const { return offsets_.size() - 1; }
  std::string_view operator[](std::uint64_t i) const {
    return {bytes_.data() + offsets_[i], offsets_[i + 1] - offsets_[i]};
  }

 private:
  std::vector<std::uint64_t> offsets_;
  std::vector<char> bytes_;
};

/// One chunk on its way to the file.
struct EncodedNames {
  std::uint64_t num_keys = 0;
  std::vector<char> bytes;
  std::vector<std::string>
      separators;  ///< per block: what tells its first key from the key before; that key for the first
  std::string last_key;
};

/// Writes names in key order. encode() may run on many threads, append() takes its results in order; or add() does
/// both, with as many threads as there are. Memory: the keys of one chunk per thread, and about a third of a byte per
/// key.
class NamesEncoder {
 public:
  /// Writes to both files; closes neither.
  NamesEncoder(OutputFile& blocks, OutputFile& index) : blocks_(&blocks), index_(&index), chunk_offsets_{0} {}

  /// Throws ArgumentError unless keys rise strictly: at once or by the time of finish().
  void add(std::string_view key);

  /// At most kKeysPerChunk keys, not none. Throws ArgumentError unless they rise strictly.
  static EncodedNames encode(const KeyBatch& keys);
  /// Every chunk but the last must have kKeysPerChunk keys. Not to be mixed with add(). Throws ArgumentError where keys
  /// do not rise from the chunk before.
  void append(const EncodedNames& chunk);

  /// After the last key.
  void finish();

 private:
  /// One level of separators: those of the level below, front-coded, a block per kEntriesPerIndexBlock.
  struct Level {
    std::uint64_t num_entries = 0;
    std::vector<std::uint64_t> offsets;  // where blocks begin in `text`
    std::vector<char> text;
    std::string last;
    std::uint64_t shared = 0;
  };

  void add_separator(std::size_t level, std::string_view separator);
  void encode_pending();

  OutputFile* blocks_;
  OutputFile* index_;
  std::vector<KeyBatch> pending_;
  std::uint64_t num_keys_ = 0;
  std::vector<std::uint64_t> chunk_offsets_;
  std::vector<Level> levels_;
  std::string last_key_;
};

}  // namespace orbweb
