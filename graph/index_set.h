// A compressed set of 64-bit indices (arc positions, node ids): the one door to CRoaring.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "graph/stored_bytes.h"

namespace orbweb {

/// Immutable once made; cheap to copy (shared). One 32-bit Roaring bitmap per 2^32 indices.
class IndexSet {
 public:
  IndexSet();

  /// All i with members[i] != 0. The inverse of copy_members; O(members), fast where members come in runs.
  static IndexSet from_members(std::span<const std::uint8_t> members);

  /// `members` must rise strictly.
  static IndexSet from_sorted(std::span<const std::uint32_t> members);

  bool contains(std::uint64_t index) const;
  std::uint64_t size() const;

  /// Writes 1 to members[i] where first + i is in the set, else 0. The fast way to filter a range of arcs.
  void copy_members(std::uint64_t first, std::span<std::uint8_t> members) const;

  /// All of them, rising.
  std::vector<std::uint64_t> to_vector() const;

  /// Portable Roaring serialisation behind a small table of contents. `deserialize` trusts nothing: it refuses bytes
  /// that are truncated, unordered or hold an index of `limit` or above, with LoadError naming `path`.
  std::string serialize() const;
  static IndexSet deserialize(std::span<const char> bytes, std::uint64_t limit, const std::string& path);
  /// The same, but not before the set is first asked: then any member function may throw LoadError.
  static IndexSet deferred(StoredBytes bytes, std::uint64_t limit);

 private:
  friend class IndexSetBuilder;
  friend IndexSet united(const IndexSet&, const IndexSet&);
  friend IndexSet intersected(const IndexSet&, const IndexSet&);
  friend IndexSet subtracted(const IndexSet&, const IndexSet&);
  friend std::uint64_t shared_size(const IndexSet&, const IndexSet&);
  struct Chunks;
  struct Source;
  explicit IndexSet(std::shared_ptr<Source> source);
  const Chunks& chunks() const;
  std::shared_ptr<Source> source_;
};

IndexSet united(const IndexSet& a, const IndexSet& b);            ///< what is in a or b
IndexSet intersected(const IndexSet& a, const IndexSet& b);       ///< what is in a and b
IndexSet subtracted(const IndexSet& a, const IndexSet& b);        ///< what is in a but not in b
std::uint64_t shared_size(const IndexSet& a, const IndexSet& b);  ///< of what is in both, without making the set

/// Makes a set from its members in order, a piece at a time.
class IndexSetBuilder {
 public:
  IndexSetBuilder();
  ~IndexSetBuilder();

  /// The next members.size() indices, of which those with members[i] != 0 are in the set.
  void append(std::span<const std::uint8_t> members);
  /// Call once, after all else.
  IndexSet build();

 private:
  std::unique_ptr<IndexSet::Chunks> chunks_;
  std::uint64_t next_ = 0;
};

}  // namespace orbweb
