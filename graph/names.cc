#include "graph/names.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <utility>

#include "graph/error.h"
#include "graph/memory_file.h"
#include "graph/name_key.h"
#include "graph/names_encoder.h"
#include "graph/names_format.h"
#include "graph/parallel.h"
#include "graph/symbol_table.h"

namespace orbweb {

namespace {

using detail::NameBlock;

static_assert(kLongestEntryHeader <= kReadablePadding && sizeof(std::uint64_t) <= kReadablePadding);

[[noreturn]] void throw_malformed(const NameBlock& block, std::string expected, std::string found) {
  throw LoadError(block.file->path(), fmt::format("byte {}", block.offset), std::move(expected), std::move(found));
}

std::uint64_t groups_of(std::uint64_t count, std::uint64_t per_group) { return (count + per_group - 1) / per_group; }

FrontCodedEntry checked_entry(const NameBlock& block, const char* at, std::uint64_t shared_before) {
  const FrontCodedEntry entry = read_entry(at, shared_before);
  if (at >= block.end || entry.codes > block.end ||
      entry.num_codes > static_cast<std::uint64_t>(block.end - entry.codes)) {
    throw_malformed(block, fmt::format("{} names", block.num_entries), "fewer");
  }
  return entry;
}

/// Calls piece(word, length) for what each code stands for: `length` bytes, lowest first. Bytes above are anything.
/// Stops where piece returns false; returns whether it did not.
template <class Piece>
bool for_each_piece(const NameBlock& block, const FrontCodedEntry& entry, Piece&& piece) {
  const char* at = entry.codes;
  const char* const end = at + entry.num_codes;
  if (block.num_symbols == 0) {
    for (; at < end; at += 8) {
      if (!piece(load_word<std::uint64_t>(at), std::min<std::uint64_t>(8, static_cast<std::uint64_t>(end - at)))) {
        return false;
      }
    }
    return true;
  }
  while (at < end) {
    const auto code = static_cast<unsigned char>(*at++);
    std::uint64_t word, length = 1;
    if (code == kEscapeCode) {
      if (at == end) throw_malformed(block, "a byte after an escape code", "the end of a name");
      word = static_cast<unsigned char>(*at++);
    } else {
      if (code >= block.num_symbols) throw_malformed(block, "the code of a symbol", fmt::format("{}", code));
      word = load_word<std::uint64_t>(block.symbols + 8 * std::size_t{code});
      length = symbol_length(word);
      if (length - 1 >= kLongestSymbol) throw_malformed(block, "a symbol of 1 to 7 bytes", fmt::format("{}", length));
    }
    if (!piece(word, length)) return false;
  }
  return true;
}

enum class Side { below, equal, above };

/// How a key whose first `matched` bytes equal those of `wanted` and then reads `entry` compares to it. Where it is
/// below, `matched` becomes the number of equal bytes.
Side compare(const NameBlock& block, const FrontCodedEntry& entry, std::string_view wanted, std::uint64_t& matched) {
  Side side = Side::below;
  const bool is_prefix = for_each_piece(block, entry, [&](std::uint64_t word, std::uint64_t length) {
    const std::uint64_t difference = word ^ load_word<std::uint64_t>(wanted.data() + matched);
    const std::uint64_t equal = std::min({length, static_cast<std::uint64_t>(std::countr_zero(difference)) / 8,
                                          static_cast<std::uint64_t>(wanted.size() - matched)});
    matched += equal;
    if (equal == length) return true;
    const bool is_above = matched == wanted.size() ||
                          static_cast<unsigned char>(word >> (8 * equal)) > static_cast<unsigned char>(wanted[matched]);
    side = is_above ? Side::above : Side::below;
    return false;
  });
  return is_prefix && matched == wanted.size() ? Side::equal : side;
}

struct BlockPlace {
  std::uint64_t num_below;
  bool is_equal;
};

/// How many keys of a block are below `wanted`, and whether the next is equal. A key that shares more with the key
/// before it than `wanted` does is on the same side; one that shares less is above; only the rest is compared.
BlockPlace place_in(const NameBlock& block, std::string_view wanted) {
  const char* at = block.begin;
  std::uint64_t shared = 0, matched = 0;
  for (std::uint64_t i = 0; i < block.num_entries; ++i) {
    const FrontCodedEntry entry = checked_entry(block, at, shared);
    at = entry.codes + entry.num_codes;
    shared = entry.shared;
    if (shared > matched) continue;
    if (shared < matched) return {i, false};
    const Side side = compare(block, entry, wanted, matched);
    if (side != Side::below) return {i, side == Side::equal};
  }
  return {block.num_entries, false};
}

/// A key with what place_of may touch beyond it.
class PaddedKey {
 public:
  explicit PaddedKey(std::string key) : size_(key.size()), text_(std::move(key)) { text_.append(kSymbolPadding, '\0'); }
  operator std::string_view() const { return {text_.data(), size_}; }

 private:
  std::size_t size_;
  std::string text_;
};

Names encode_in_memory(const std::vector<std::uint64_t>& offsets, const std::vector<char>& keys) {
  if (offsets.empty() || offsets.front() != 0 || offsets.back() != keys.size() ||
      !std::is_sorted(offsets.begin(), offsets.end())) {
    throw ArgumentError(fmt::format("names: offsets must rise from 0 to the {} bytes of the keys", keys.size()));
  }
  MemoryFile blocks, index;
  NamesEncoder encoder(blocks, index);
  for (std::size_t i = 0; i + 1 < offsets.size(); ++i) {
    encoder.add({keys.data() + offsets[i], static_cast<std::size_t>(offsets[i + 1] - offsets[i])});
  }
  encoder.finish();
  return {StoredBytes(blocks.take()), StoredBytes(index.take()), offsets.size() - 1};
}

}  // namespace

Names::Names() : Names({0}, {}) {}

Names::Names(const std::vector<std::uint64_t>& offsets, const std::vector<char>& keys)
    : Names(encode_in_memory(offsets, keys)) {}

Names::Names(StoredBytes blocks, StoredBytes index, std::uint64_t size)
    : blocks_(std::move(blocks)), index_(std::move(index)), size_(size) {
  if (size > std::uint64_t{1} << 32) {
    throw LoadError(index_.path(), "", "at most 2^32 names", fmt::format("{}", size));
  }
  const auto word_at = [&](std::uint64_t at) { return load_word<std::uint64_t>(index_.at(at, 8).data()); };
  if (word_at(0) != size) {
    throw LoadError(index_.path(), "byte 0", fmt::format("{} names", size), fmt::format("{}", word_at(0)));
  }
  const std::uint64_t chunk_ends_at = 8 + 8 * groups_of(size, kKeysPerChunk);
  if (word_at(chunk_ends_at) != blocks_.size()) {
    throw LoadError(blocks_.path(), "", fmt::format("{} bytes", word_at(chunk_ends_at)),
                    fmt::format("{}", blocks_.size()));
  }
  std::uint64_t at = chunk_ends_at + 8;
  for (std::uint64_t entries = groups_of(size, kKeysPerBlock); entries > 1;) {
    levels_[num_levels_++] = {at, entries};
    entries = groups_of(entries, kEntriesPerIndexBlock);
    at += 8 * (entries + 1);
  }
  const std::uint64_t end = num_levels_ == 0 ? at : word_at(at - 8);
  if (end != index_.size()) {
    throw LoadError(index_.path(), "", fmt::format("{} bytes", end), fmt::format("{}", index_.size()));
  }
}

NameBlock Names::block(std::uint64_t number) const {
  const std::uint64_t chunk = number / kBlocksPerChunk, place = number % kBlocksPerChunk;
  const auto start = load_word<std::uint64_t>(index_.at(8 + 8 * chunk, 8).data());
  const std::uint64_t num_blocks = std::min(kBlocksPerChunk, groups_of(size_, kKeysPerBlock) - chunk * kBlocksPerChunk);
  const std::uint64_t num_symbols = load_word<std::uint32_t>(blocks_.at(start, 4).data());
  if (num_symbols > kMostSymbols) {
    throw LoadError(blocks_.path(), fmt::format("byte {}", start), "at most 255 symbols",
                    fmt::format("{}", num_symbols));
  }
  const std::uint64_t symbols_at = start + 4 + 4 * (num_blocks + 1);
  const std::uint64_t data_at = symbols_at + 8 * num_symbols;
  const char* bounds = blocks_.at(start + 4 + 4 * place, 8).data();
  const std::uint64_t first = load_word<std::uint32_t>(bounds), last = load_word<std::uint32_t>(bounds + 4);
  if (last < first) {
    throw LoadError(blocks_.path(), fmt::format("byte {}", start + 4 + 4 * place), "rising offsets", "a fall");
  }
  const char* symbols = blocks_.at(symbols_at, 8 * num_symbols).data();
  const auto bytes = blocks_.at(data_at + first, last - first);
  return {bytes.data(),
          bytes.data() + bytes.size(),
          symbols,
          num_symbols,
          std::min(kKeysPerBlock, size_ - number * kKeysPerBlock),
          &blocks_,
          data_at + first};
}

NameBlock Names::index_block(const Level& level, std::uint64_t number) const {
  const char* bounds = index_.at(level.offsets_at + 8 * number, 16).data();
  const auto first = load_word<std::uint64_t>(bounds), last = load_word<std::uint64_t>(bounds + 8);
  if (last < first) {
    throw LoadError(index_.path(), fmt::format("byte {}", level.offsets_at + 8 * number), "rising offsets", "a fall");
  }
  const auto bytes = index_.at(first, last - first);
  return {bytes.data(),
          bytes.data() + bytes.size(),
          nullptr,
          0,
          std::min(kEntriesPerIndexBlock, level.num_entries - number * kEntriesPerIndexBlock),
          &index_,
          first};
}

Names::Place Names::place_of(std::string_view key) const {
  if (size_ == 0) return {0, false};
  std::uint64_t number = 0;
  for (std::uint64_t level = num_levels_; level-- > 0;) {
    // The last separator that is not above the key leads to it; the first is not above any key that comes here.
    const BlockPlace place = place_in(index_block(levels_[level], number), key);
    const std::uint64_t not_above = place.num_below + (place.is_equal ? 1 : 0);
    number = number * kEntriesPerIndexBlock + std::max<std::uint64_t>(not_above, 1) - 1;
  }
  const BlockPlace place = place_in(block(number), key);
  return {number * kKeysPerBlock + place.num_below, place.is_equal};
}

std::string Names::key(NodeId node) const {
  NameScan scan(*this, node, std::uint64_t{node} + 1);
  scan.next();
  return std::string(scan.key());
}

std::string Names::name(NodeId node) const {
  NameScan scan(*this, node, std::uint64_t{node} + 1);
  scan.next();
  return name_from_key(scan.key());
}

std::optional<NodeId> Names::find(std::string_view name) const {
  const Place place = place_of(PaddedKey(key_from_name(name)));
  if (!place.is_equal) return std::nullopt;
  return static_cast<NodeId>(place.first_not_below);
}

std::uint64_t Names::lower_bound(std::string_view key) const {
  return place_of(PaddedKey(std::string(key))).first_not_below;
}

std::pair<NodeId, NodeId> Names::subtree(std::string_view host) const {
  // Everything at or below the host starts with its key and goes on, if at all, with a separator: a byte up to 0x01.
  const std::string prefix = key_from_name(host);
  const std::uint64_t first = lower_bound(prefix);
  const std::uint64_t last = std::max(first, lower_bound(prefix + '\x02'));  // damage may have them fall
  return {static_cast<NodeId>(first), static_cast<NodeId>(last)};
}

void Names::check() const {
  parallel_for(groups_of(size_, kKeysPerChunk), 1, [&](std::uint64_t first_chunk, std::uint64_t last_chunk) {
    const std::uint64_t first = first_chunk * kKeysPerChunk, last = std::min(size_, last_chunk * kKeysPerChunk);
    std::uint64_t node = first - std::min<std::uint64_t>(first, 1);  // compares the first key with the one before
    for_each_key(node, last, [&](std::string_view key) {
      const std::uint64_t place = node % kKeysPerBlock;
      if (place == 0 || place == kKeysPerBlock - 1) {
        const Place found = place_of(PaddedKey(std::string(key)));
        if (!found.is_equal || found.first_not_below != node) {
          throw LoadError(index_.path(), "", fmt::format("a way to name {}", node), "another");
        }
      }
      ++node;
    });
  });
}

NameScan::NameScan(const Names& names, std::uint64_t first, std::uint64_t last)
    : names_(&names), node_(first - first % kKeysPerBlock), last_(last) {
  if (first > last || last > names.size()) {
    throw ArgumentError(
        fmt::format("names: expected a range within {} names, found {} to {}", names.size(), first, last));
  }
  if (first == last) node_ = last;
  while (node_ < first) decode_next();
}

bool NameScan::next() {
  if (node_ == last_) return false;
  decode_next();
  return true;
}

void NameScan::decode_next() {
  const bool is_first = node_ % kKeysPerBlock == 0;
  if (is_first) {
    const bool follows_one = at_ != nullptr;
    key_before_.assign(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(size_));
    enter_block();
    decode_entry();
    if (follows_one && key() <= std::string_view(key_before_.data(), key_before_.size())) {
      throw_malformed(block_, "keys that rise strictly", "a block that begins below the one before");
    }
  } else {
    decode_entry();
  }
  ++node_;
  const bool is_last = node_ % kKeysPerBlock == 0 || node_ == names_->size();
  if (is_last && at_ != block_.end) {
    throw_malformed(block_, fmt::format("{} names", block_.num_entries), "more bytes after the last");
  }
}

void NameScan::enter_block() {
  block_ = names_->block(node_ / kKeysPerBlock);
  at_ = block_.begin;
  shared_ = size_ = 0;
}

void NameScan::decode_entry() {
  const FrontCodedEntry entry = checked_entry(block_, at_, shared_);
  if (entry.shared > size_) {
    throw_malformed(block_, fmt::format("at most {} shared bytes", size_), fmt::format("{}", entry.shared));
  }
  const bool replaces_byte = entry.shared < size_;
  const auto replaced = replaces_byte ? static_cast<unsigned char>(buffer_[entry.shared]) : 0;
  const std::uint64_t most = entry.shared + 8 * (entry.num_codes + 1);
  if (buffer_.size() < most) buffer_.resize(2 * most);
  const bool may_be_empty = at_ == block_.begin;
  size_ = entry.shared;
  for_each_piece(block_, entry, [&](std::uint64_t word, std::uint64_t length) {
    std::memcpy(buffer_.data() + size_, &word, sizeof(word));
    size_ += length;
    return true;
  });
  const bool rises =
      size_ > entry.shared && (!replaces_byte || static_cast<unsigned char>(buffer_[entry.shared]) > replaced);
  if (!rises && !may_be_empty) throw_malformed(block_, "keys that rise strictly", "one that does not");
  at_ = entry.codes + entry.num_codes;
  shared_ = entry.shared;
}

}  // namespace orbweb
