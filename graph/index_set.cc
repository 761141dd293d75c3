#include "graph/index_set.h"

#include <fmt/format.h>
#include <roaring/roaring.h>

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <utility>

#include "graph/error.h"

namespace orbweb {

namespace {

// CRoaring's C API has the same names in every version; the C++ classes moved between namespaces.
struct FreeBitmap {
  void operator()(roaring_bitmap_t* bitmap) const { roaring_bitmap_free(bitmap); }
};
using Bitmap = std::unique_ptr<roaring_bitmap_t, FreeBitmap>;

Bitmap own(roaring_bitmap_t* bitmap) {
  if (bitmap == nullptr) throw std::bad_alloc();
  return Bitmap(bitmap);
}

std::uint32_t high_half(std::uint64_t index) { return static_cast<std::uint32_t>(index >> 32); }
std::uint32_t low_half(std::uint64_t index) { return static_cast<std::uint32_t>(index); }

constexpr std::uint64_t kChunkSize = std::uint64_t{1} << 32;

void append_u64(std::string& out, std::uint64_t value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Reads bytes from the front of a span, refusing to pass its end.
class ByteReader {
 public:
  ByteReader(std::span<const char> bytes, const std::string& path) : bytes_(bytes), path_(path) {}

  std::span<const char> take(std::uint64_t count, const std::string& what) {
    if (count > bytes_.size() - position_) {
      throw LoadError(path_, fmt::format("byte {}", position_), fmt::format("{} bytes of {}", count, what),
                      fmt::format("{} bytes", bytes_.size() - position_));
    }
    const std::span<const char> taken = bytes_.subspan(position_, count);
    position_ += count;
    return taken;
  }
  std::uint64_t take_u64(const std::string& what) {
    std::uint64_t value = 0;
    std::memcpy(&value, take(sizeof value, what).data(), sizeof value);
    return value;
  }
  [[noreturn]] void refuse(const std::string& expected, const std::string& found) const {
    throw LoadError(path_, fmt::format("byte {}", position_), expected, found);
  }
  bool at_end() const { return position_ == bytes_.size(); }

 private:
  std::span<const char> bytes_;
  std::string path_;
  std::size_t position_ = 0;
};

/// Rebuilds a bitmap value by value from bytes that may be forged: CRoaring bounds its reads but does not check order.
Bitmap rebuild_checked(std::span<const char> bytes, std::uint64_t limit, const ByteReader& reader) {
  const Bitmap untrusted(roaring_bitmap_portable_deserialize_safe(bytes.data(), bytes.size()));
  if (!untrusted) reader.refuse("a Roaring bitmap", "bytes that are none");
  if (roaring_bitmap_portable_size_in_bytes(untrusted.get()) != bytes.size()) {
    reader.refuse(fmt::format("a Roaring bitmap of {} bytes", bytes.size()), "one of another size");
  }
  Bitmap checked = own(roaring_bitmap_create());
  std::uint64_t expected_least = 0;
  roaring_uint32_iterator_t values;
  for (roaring_init_iterator(untrusted.get(), &values); values.has_value; roaring_advance_uint32_iterator(&values)) {
    if (values.current_value < expected_least || values.current_value >= limit) {
      reader.refuse(fmt::format("rising indices below {}", limit), std::to_string(values.current_value));
    }
    expected_least = std::uint64_t{values.current_value} + 1;
    roaring_bitmap_add(checked.get(), values.current_value);
  }
  roaring_bitmap_run_optimize(checked.get());
  return checked;
}

}  // namespace

struct IndexSet::Chunks {
  std::map<std::uint32_t, Bitmap> by_high_half;

  roaring_bitmap_t* at(std::uint32_t high) {
    Bitmap& bitmap = by_high_half[high];
    if (!bitmap) bitmap = own(roaring_bitmap_create());
    return bitmap.get();
  }
  void optimize() {
    for (auto& [high, bitmap] : by_high_half) roaring_bitmap_run_optimize(bitmap.get());
  }
};

namespace {

/// Combines the bitmaps of two sets pair by pair. `combine` is CRoaring's operation.
template <class Chunks, class Combine>
std::unique_ptr<Chunks> combined(const Chunks& a, const Chunks& b, Combine&& combine) {
  auto result = std::make_unique<Chunks>();
  const Bitmap empty = own(roaring_bitmap_create());
  const auto bitmap_of = [&](const Chunks& chunks, std::uint32_t high) {
    const auto found = chunks.by_high_half.find(high);
    return found == chunks.by_high_half.end() ? empty.get() : found->second.get();
  };
  for (const Chunks* chunks : {&a, &b}) {
    for (const auto& [high, bitmap] : chunks->by_high_half) {
      if (result->by_high_half.contains(high)) continue;
      result->by_high_half[high] = own(combine(bitmap_of(a, high), bitmap_of(b, high)));
    }
  }
  // A set without members in a range has no bitmap there: what deserialize() takes and serialize() gives stay one.
  std::erase_if(result->by_high_half, [](const auto& row) { return roaring_bitmap_is_empty(row.second.get()); });
  result->optimize();
  return result;
}

}  // namespace

/// The bitmaps, or the bytes that they will be made of when they are first asked for.
struct IndexSet::Source {
  std::once_flag once;
  StoredBytes bytes;
  std::uint64_t limit = 0;
  std::unique_ptr<Chunks> chunks;
};

IndexSet::IndexSet() : IndexSet(std::make_shared<Source>()) { source_->chunks = std::make_unique<Chunks>(); }
IndexSet::IndexSet(std::shared_ptr<Source> source) : source_(std::move(source)) {}

const IndexSet::Chunks& IndexSet::chunks() const {
  std::call_once(source_->once, [&] {
    if (source_->chunks) return;
    source_->chunks =
        std::move(deserialize(source_->bytes.all(), source_->limit, source_->bytes.path()).source_->chunks);
    source_->bytes = StoredBytes();
  });
  return *source_->chunks;
}

IndexSet IndexSet::from_members(std::span<const std::uint8_t> members) {
  IndexSetBuilder builder;
  builder.append(members);
  return builder.build();
}

IndexSet IndexSet::from_sorted(std::span<const std::uint32_t> members) {
  IndexSet set;
  if (!members.empty()) {
    set.source_->chunks->by_high_half[0] = own(roaring_bitmap_of_ptr(members.size(), members.data()));
  }
  return set;
}

IndexSetBuilder::IndexSetBuilder() : chunks_(std::make_unique<IndexSet::Chunks>()) {}
IndexSetBuilder::~IndexSetBuilder() = default;

void IndexSetBuilder::append(std::span<const std::uint8_t> members) {
  for (std::uint64_t i = 0; i < members.size();) {
    if (members[i] == 0) {
      ++i;
      continue;
    }
    const std::uint64_t first = next_ + i;
    const std::uint64_t chunk_end = std::min((first / kChunkSize + 1) * kChunkSize, next_ + members.size());
    while (next_ + i < chunk_end && members[i] != 0) ++i;
    roaring_bitmap_add_range_closed(chunks_->at(high_half(first)), low_half(first), low_half(next_ + i - 1));
  }
  next_ += members.size();
}

IndexSet IndexSetBuilder::build() {
  chunks_->optimize();
  IndexSet set;
  set.source_->chunks = std::move(chunks_);
  return set;
}

bool IndexSet::contains(std::uint64_t index) const {
  const auto chunk = chunks().by_high_half.find(high_half(index));
  return chunk != chunks().by_high_half.end() && roaring_bitmap_contains(chunk->second.get(), low_half(index));
}

std::uint64_t IndexSet::size() const {
  std::uint64_t total = 0;
  for (const auto& [high, bitmap] : chunks().by_high_half) total += roaring_bitmap_get_cardinality(bitmap.get());
  return total;
}

std::vector<std::uint64_t> IndexSet::to_vector() const {
  std::vector<std::uint64_t> members;
  members.reserve(size());
  for (const auto& [high, bitmap] : chunks().by_high_half) {
    roaring_uint32_iterator_t values;
    for (roaring_init_iterator(bitmap.get(), &values); values.has_value; roaring_advance_uint32_iterator(&values)) {
      members.push_back(std::uint64_t{high} << 32 | values.current_value);
    }
  }
  return members;
}

void IndexSet::copy_members(std::uint64_t first, std::span<std::uint8_t> members) const {
  std::fill(members.begin(), members.end(), std::uint8_t{0});
  const std::uint64_t last = first + members.size();
  for (const auto& [high, bitmap] : chunks().by_high_half) {
    const std::uint64_t base = std::uint64_t{high} << 32;
    if (base >= last || base + kChunkSize <= first) continue;
    roaring_uint32_iterator_t values;
    roaring_init_iterator(bitmap.get(), &values);
    if (first > base) roaring_move_uint32_iterator_equalorlarger(&values, low_half(first));
    for (; values.has_value && base + values.current_value < last; roaring_advance_uint32_iterator(&values)) {
      members[base + values.current_value - first] = 1;
    }
  }
}

IndexSet united(const IndexSet& a, const IndexSet& b) {
  IndexSet set;
  set.source_->chunks = combined(a.chunks(), b.chunks(), roaring_bitmap_or);
  return set;
}

IndexSet intersected(const IndexSet& a, const IndexSet& b) {
  IndexSet set;
  set.source_->chunks = combined(a.chunks(), b.chunks(), roaring_bitmap_and);
  return set;
}

IndexSet subtracted(const IndexSet& a, const IndexSet& b) {
  IndexSet set;
  set.source_->chunks = combined(a.chunks(), b.chunks(), roaring_bitmap_andnot);
  return set;
}

std::uint64_t shared_size(const IndexSet& a, const IndexSet& b) {
  std::uint64_t size = 0;
  for (const auto& [high, bitmap] : a.chunks().by_high_half) {
    const auto other = b.chunks().by_high_half.find(high);
    if (other == b.chunks().by_high_half.end()) continue;
    size += roaring_bitmap_and_cardinality(bitmap.get(), other->second.get());
  }
  return size;
}

std::string IndexSet::serialize() const {
  std::string out;
  append_u64(out, chunks().by_high_half.size());
  for (const auto& [high, bitmap] : chunks().by_high_half) {
    const std::size_t bytes = roaring_bitmap_portable_size_in_bytes(bitmap.get());
    append_u64(out, high);
    append_u64(out, bytes);
    const std::size_t at = out.size();
    out.resize(at + bytes);
    roaring_bitmap_portable_serialize(bitmap.get(), out.data() + at);
  }
  return out;
}

IndexSet IndexSet::deserialize(std::span<const char> bytes, std::uint64_t limit, const std::string& path) {
  ByteReader reader(bytes, path);
  auto chunks = std::make_unique<Chunks>();
  const std::uint64_t num_chunks = reader.take_u64("the number of bitmaps");
  std::uint64_t least_high = 0;
  for (std::uint64_t i = 0; i < num_chunks; ++i) {
    const std::uint64_t high = reader.take_u64("a bitmap's upper half");
    if (high < least_high || high > 0xffffffff || (high << 32) >= limit) {
      reader.refuse(fmt::format("rising upper halves of indices below {}", limit), std::to_string(high));
    }
    least_high = high + 1;
    const std::span<const char> bitmap = reader.take(reader.take_u64("a bitmap's length"), "a bitmap");
    chunks->by_high_half[static_cast<std::uint32_t>(high)] =
        rebuild_checked(bitmap, std::min(kChunkSize, limit - (high << 32)), reader);
  }
  if (!reader.at_end()) reader.refuse("the end of the file", "more bytes");
  IndexSet set;
  set.source_->chunks = std::move(chunks);
  return set;
}

IndexSet IndexSet::deferred(StoredBytes bytes, std::uint64_t limit) {
  IndexSet set(std::make_shared<Source>());
  set.source_->bytes = std::move(bytes);
  set.source_->limit = limit;
  return set;
}

}  // namespace orbweb
