#include "graph/names_encoder.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <span>
#include <utility>

#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/files.h"
#include "graph/parallel.h"
#include "graph/symbol_table.h"

namespace orbweb {

namespace {

std::uint64_t shared_length(std::string_view a, std::string_view b) {
  const auto [end, ignored] =
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(std::min(a.size(), b.size())), b.begin());
  return static_cast<std::uint64_t>(end - a.begin());
}

/// What `key` shares with the key before it. Throws ArgumentError where it is not above that one.
std::uint64_t shared_with_lower(std::string_view before, std::string_view key) {
  const std::uint64_t shared = shared_length(before, key);
  const bool rises = shared < key.size() && (shared == before.size() || static_cast<unsigned char>(before[shared]) <
                                                                            static_cast<unsigned char>(key[shared]));
  if (!rises)
    throw ArgumentError(
        fmt::format("names: keys must be strictly increasing, {} follows {}", in_quotes(key), in_quotes(before)));
  return shared;
}

/// A chunk's keys cut into what they share with the key before and the rest; nothing is shared across blocks.
struct FrontCoded {
  std::vector<std::uint64_t> shared;
  std::vector<std::string_view> rests;
  std::vector<std::string> separators;
};

FrontCoded front_code(const KeyBatch& keys) {
  FrontCoded coded;
  for (std::uint64_t i = 0; i < keys.size(); ++i) {
    std::uint64_t shared = i == 0 ? 0 : shared_with_lower(keys[i - 1], keys[i]);
    if (i % kKeysPerBlock == 0) {
      coded.separators.emplace_back(i == 0 ? keys[i] : keys[i].substr(0, shared + 1));
      shared = 0;
    }
    coded.shared.push_back(shared);
    coded.rests.push_back(keys[i].substr(shared));
  }
  return coded;
}

/// The blocks of a chunk and where they begin. Without symbols, codes are the text itself.
struct Blocks {
  std::vector<char> bytes;
  std::vector<std::uint32_t> offsets;
};

template <class Encode>
Blocks make_blocks(const FrontCoded& coded, Encode&& encode) {
  Blocks blocks;
  std::vector<char> codes;
  for (std::size_t i = 0; i < coded.rests.size(); ++i) {
    const bool is_first = i % kKeysPerBlock == 0;
    if (is_first) blocks.offsets.push_back(static_cast<std::uint32_t>(blocks.bytes.size()));
    codes.clear();
    encode(coded.rests[i], codes);
    put_entry_header(blocks.bytes, is_first ? 0 : coded.shared[i - 1], coded.shared[i], codes.size());
    blocks.bytes.insert(blocks.bytes.end(), codes.begin(), codes.end());
    if (blocks.bytes.size() > std::numeric_limits<std::uint32_t>::max()) {
      throw LimitError(fmt::format("names: more than 4 GiB of {} names", coded.rests.size()));
    }
  }
  blocks.offsets.push_back(static_cast<std::uint32_t>(blocks.bytes.size()));
  return blocks;
}

Blocks make_plain_blocks(const FrontCoded& coded) {
  return make_blocks(coded, [](std::string_view rest, std::vector<char>& codes) {
    codes.insert(codes.end(), rest.begin(), rest.end());
  });
}

std::vector<char> chunk_bytes(const Blocks& blocks, std::span<const std::uint64_t> symbols) {
  std::vector<char> bytes;
  put_word(bytes, static_cast<std::uint32_t>(symbols.size()));
  for (const std::uint32_t offset : blocks.offsets) put_word(bytes, offset);
  for (const std::uint64_t symbol : symbols) put_word(bytes, symbol);
  bytes.insert(bytes.end(), blocks.bytes.begin(), blocks.bytes.end());
  return bytes;
}

}  // namespace

KeyBatch::KeyBatch() : offsets_{0}, bytes_(kSymbolPadding) {}

void KeyBatch::add(std::string_view key) {
  if (key.size() > kLongestKey) {
    throw ArgumentError(fmt::format("names: a name of {} bytes; the longest may have {}", key.size(), kLongestKey));
  }
  const std::uint64_t begin = offsets_.back();
  bytes_.resize(begin + key.size() + kSymbolPadding);
  std::copy(key.begin(), key.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(begin));
  offsets_.push_back(begin + key.size());
}

EncodedNames NamesEncoder::encode(const KeyBatch& keys) {
  if (keys.size() == 0 || keys.size() > kKeysPerChunk) {
    throw ArgumentError(fmt::format("names: expected 1 to {} keys in a chunk, found {}", kKeysPerChunk, keys.size()));
  }
  FrontCoded coded = front_code(keys);
  SymbolTable table = SymbolTable::train(coded.rests);
  const Blocks symbolic =
      make_blocks(coded, [&](std::string_view rest, std::vector<char>& codes) { table.encode(rest, codes); });
  std::uint64_t plain_size = 0;
  for (const std::string_view rest : coded.rests) plain_size += rest.size();
  EncodedNames chunk{keys.size(), chunk_bytes(symbolic, table.symbols()), std::move(coded.separators),
                     std::string(keys[keys.size() - 1])};
  // The plain form adds headers to its text: it is tried only where it may win.
  if (table.symbols().empty() || plain_size <= symbolic.bytes.size() + 8 * table.symbols().size()) {
    std::vector<char> plain = chunk_bytes(make_plain_blocks(coded), {});
    if (table.symbols().empty() || plain.size() < chunk.bytes.size()) chunk.bytes = std::move(plain);
  }
  return chunk;
}

void NamesEncoder::add(std::string_view key) {
  if (pending_.empty() || pending_.back().size() == kKeysPerChunk) {
    if (pending_.size() == static_cast<std::size_t>(num_threads())) encode_pending();
    pending_.emplace_back();
  }
  pending_.back().add(key);
}

void NamesEncoder::encode_pending() {
  std::vector<EncodedNames> chunks(pending_.size());
  parallel_for(pending_.size(), 1, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) chunks[i] = encode(pending_[i]);
  });
  pending_.clear();
  for (const EncodedNames& chunk : chunks) append(chunk);
}

void NamesEncoder::append(const EncodedNames& chunk) {
  if (num_keys_ % kKeysPerChunk != 0) throw ArgumentError("names: a chunk after one that was not full");
  // The first separator is the first key.
  const std::string_view first_key = chunk.separators.front();
  const std::string_view separator =
      num_keys_ == 0 ? std::string_view() : first_key.substr(0, shared_with_lower(last_key_, first_key) + 1);
  add_separator(0, separator);
  for (std::size_t i = 1; i < chunk.separators.size(); ++i) add_separator(0, chunk.separators[i]);
  blocks_->write(chunk.bytes);
  chunk_offsets_.push_back(chunk_offsets_.back() + chunk.bytes.size());
  num_keys_ += chunk.num_keys;
  last_key_ = chunk.last_key;
}

void NamesEncoder::add_separator(std::size_t level, std::string_view separator) {
  if (levels_.size() == level) levels_.emplace_back();
  const bool is_first = levels_[level].num_entries % kEntriesPerIndexBlock == 0;
  // A level of one block is the root; the level above it begins with its second block.
  if (is_first && levels_[level].num_entries > 0) {
    if (levels_.size() == level + 1) add_separator(level + 1, {});
    add_separator(level + 1, separator);
  }
  Level& here = levels_[level];
  if (is_first) here.offsets.push_back(here.text.size());
  const std::uint64_t shared = is_first ? 0 : shared_length(here.last, separator);
  put_entry_header(here.text, is_first ? 0 : here.shared, shared, separator.size() - shared);
  here.text.insert(here.text.end(), separator.begin() + static_cast<std::ptrdiff_t>(shared), separator.end());
  here.shared = shared;
  here.last = separator;
  ++here.num_entries;
}

void NamesEncoder::finish() {
  encode_pending();
  if (!levels_.empty() && levels_.front().num_entries == 1) levels_.clear();  // one block needs no index
  std::vector<char> head;
  put_word(head, num_keys_);
  for (const std::uint64_t offset : chunk_offsets_) put_word(head, offset);
  std::uint64_t text_at = head.size();
  for (const Level& level : levels_) text_at += 8 * (level.offsets.size() + 1);
  for (const Level& level : levels_) {
    for (const std::uint64_t offset : level.offsets) put_word(head, text_at + offset);
    text_at += level.text.size();
    put_word(head, text_at);
  }
  index_->write(head);
  for (const Level& level : levels_) index_->write(level.text);
}

}  // namespace orbweb
