// The names of a web's nodes, in node order, which is key order (graph/name_key.h): front-coded blocks, read where they
// lie (docs/format-names.md).
//
// Front coding: I. Witten, A. Moffat, T. Bell, "Managing Gigabytes", 2nd edition, 1999, section 4.1. Blocks are found
// through levels of shortest separators (R. Bayer, K. Unterauer, "Prefix B-trees", ACM TODS 2(1), 1977,
// doi:10.1145/320521.320530), front-coded in the same way.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/adjacency.h"
#include "graph/stored_bytes.h"

namespace orbweb {

namespace detail {

/// Entries that lie one after the other in a checked part of a file. Codes are plain text where there are no symbols.
struct NameBlock {
  const char* begin = nullptr;
  const char* end = nullptr;
  const char* symbols = nullptr;  ///< a word each
  std::uint64_t num_symbols = 0;
  std::uint64_t num_entries = 0;
  const StoredBytes* file = nullptr;
  std::uint64_t offset = 0;  ///< of `begin`, for messages
};

}  // namespace detail

/// An immutable sorted table of distinct keys, cheap to copy, safe to read from many threads. Opening reads nothing but
/// sizes, so that damage is found where it lies: every read throws LoadError there, or gives a well-formed answer.
class Names {
 public:
  Names();

  /// `keys` holds key i in bytes [offsets[i], offsets[i+1]). Throws ArgumentError unless offsets are well formed and
  /// keys are strictly increasing. Encodes in parallel; the same bytes for any number of threads.
  Names(const std::vector<std::uint64_t>& offsets, const std::vector<char>& keys);

  /// What NamesEncoder wrote of `size` names. Throws LoadError where the files cannot be that. O(1).
  Names(StoredBytes blocks, StoredBytes index, std::uint64_t size);

  std::uint64_t size() const { return size_; }
  std::uint64_t bytes() const { return blocks_.size() + index_.size(); }
  const StoredBytes& blocks() const { return blocks_; }
  const StoredBytes& index() const { return index_; }

  /// O(names in a block). `node` must be below size().
  std::string key(NodeId node) const;
  std::string name(NodeId node) const;

  /// The node with exactly this canonical name. O(log n).
  std::optional<NodeId> find(std::string_view name) const;

  /// The number of keys below `key`: the first node whose key is not.
  std::uint64_t lower_bound(std::string_view key) const;

  /// All nodes at or below a host: the host itself, its pages, its subdomains, as [first, last).
  std::pair<NodeId, NodeId> subtree(std::string_view host) const;

  /// Calls visit(std::string_view key) for nodes [first, last) in order; the key is gone after the call. Throws
  /// LoadError where keys do not rise strictly.
  template <class Visit>
  void for_each_key(std::uint64_t first, std::uint64_t last, Visit&& visit) const;

  /// Reads everything, in parallel. Throws LoadError unless keys rise strictly from the first to the last, and looking
  /// for the first and the last key of each block finds them.
  void check() const;

 private:
  friend class NameScan;

  struct Place {
    std::uint64_t first_not_below;
    bool is_equal;
  };
  struct Level {
    std::uint64_t offsets_at;  ///< in the index: where each block begins, and where the last ends
    std::uint64_t num_entries;
  };
  static constexpr std::size_t kMostLevels = 8;  // 32^8 blocks are more than NodeId has nodes

  detail::NameBlock block(std::uint64_t number) const;
  detail::NameBlock index_block(const Level& level, std::uint64_t number) const;
  /// kSymbolPadding bytes past `key` must be readable.
  Place place_of(std::string_view key) const;

  StoredBytes blocks_, index_;
  std::uint64_t size_ = 0;
  std::uint64_t num_levels_ = 0;
  std::array<Level, kMostLevels> levels_ = {};  // upwards from the blocks' own
};

/// Keys one after the other. Names must outlive it.
class NameScan {
 public:
  /// Nodes [first, last), last at most names.size().
  NameScan(const Names& names, std::uint64_t first, std::uint64_t last);

  /// Moves to the first or the next key; false after the last.
  bool next();
  std::string_view key() const { return {buffer_.data(), size_}; }

 private:
  void enter_block();
  void decode_next();
  void decode_entry();

  const Names* names_;
  std::uint64_t node_;  // whose key comes next
  std::uint64_t last_;
  detail::NameBlock block_;
  const char* at_ = nullptr;
  std::uint64_t shared_ = 0;
  std::vector<char> buffer_;  // longer than the key: whole words are stored
  std::uint64_t size_ = 0;
  std::vector<char> key_before_;  // where a block begins: the key before it
};

template <class Visit>
void Names::for_each_key(std::uint64_t first, std::uint64_t last, Visit&& visit) const {
  NameScan scan(*this, first, last);
  while (scan.next()) visit(scan.key());
}

}  // namespace orbweb
