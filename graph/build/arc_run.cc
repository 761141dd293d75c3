#include "graph/build/arc_run.h"

#include <algorithm>
#include <bit>
#include <cerrno>
#include <utility>

#include "graph/checksum.h"
#include "graph/error.h"

namespace orbweb {

namespace {

constexpr std::size_t kWriteBytes = std::size_t{1} << 20;
/// Two varints of a row, one of a target, one of labels.
constexpr std::size_t kMostBytesPerArc = 5 + 5 + 5 + 5;

char* put_varint(char* out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) *out++ = static_cast<char>(value | 0x80);
  *out++ = static_cast<char>(value);
  return out;
}

/// The bytes were checked against their hash: they are what put_varint wrote.
std::uint64_t get_varint(const char*& at) {
  auto byte = static_cast<std::uint8_t>(*at++);
  std::uint64_t value = byte & 0x7f;
  for (int shift = 7; byte >= 0x80; shift += 7) {
    byte = static_cast<std::uint8_t>(*at++);
    value |= std::uint64_t{byte & 0x7fU} << shift;
  }
  return value;
}

std::uint64_t zigzag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t from_zigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
}

char* encode_rows(std::span<const ArcKey> keys, char* out) {
  NodeId previous_source = source_of(keys.front());
  for (std::size_t begin = 0; begin < keys.size();) {
    const NodeId source = source_of(keys[begin]);
    std::size_t end = begin + 1;
    while (end < keys.size() && source_of(keys[end]) == source) ++end;
    out = put_varint(out, source - std::exchange(previous_source, source));
    out = put_varint(out, end - begin);
    NodeId target = target_of(keys[begin]);
    out = put_varint(out, zigzag(std::int64_t{target} - std::int64_t{source}));
    for (std::size_t i = begin + 1; i < end; ++i) {
      const NodeId next = target_of(keys[i]);
      out = put_varint(out, next - std::exchange(target, next) - 1);
    }
    begin = end;
  }
  return out;
}

/// Calls take(key) for each arc. Returns where the labels start.
template <class Take>
const char* decode_rows(const char* at, const ArcSegment& segment, Take&& take) {
  NodeId source = source_of(segment.first_key);
  for (std::uint32_t arcs = 0; arcs < segment.arcs;) {
    source += static_cast<NodeId>(get_varint(at));
    const auto degree = static_cast<std::uint32_t>(get_varint(at));
    auto target = static_cast<NodeId>(std::int64_t{source} + from_zigzag(get_varint(at)));
    take(arc_key(source, target));
    for (std::uint32_t i = 1; i < degree; ++i) {
      target += static_cast<NodeId>(get_varint(at)) + 1;
      take(arc_key(source, target));
    }
    arcs += degree;
  }
  return at;
}

void decode(const ArcSegment& segment, const char* at, ArcKey*& out) {
  decode_rows(at, segment, [&](ArcKey key) { *out++ = key; });
}

void decode(const ArcSegment& segment, const char* at, LabelledArc*& out) {
  LabelledArc* const begin = out;
  at = decode_rows(at, segment, [&](ArcKey key) { *out++ = {key, 1, 1}; });
  if (segment.has_labels == 0) return;
  for (LabelledArc* arc = begin; arc < out; ++arc) {
    const std::uint64_t labels = get_varint(at);
    arc->count = static_cast<std::uint32_t>(labels >> 1);
    arc->followed = labels & 1;
  }
}

using Segments = std::span<const ArcSegment>;

/// Those of a run that hold keys from `first` on and start before `last`.
Segments segments_in(const ArcRun& run, ArcKey first, ArcKey last) {
  const auto begin =
      std::partition_point(run.begin(), run.end(), [&](const ArcSegment& segment) { return segment.last_key < first; });
  const auto end =
      std::partition_point(begin, run.end(), [&](const ArcSegment& segment) { return segment.first_key < last; });
  return {begin, end};
}

/// Segments that lie one behind the other in the file are read at once.
Segments take_contiguous(Segments& segments) {
  std::size_t count = 1;
  while (count < segments.size() && segments[count].offset == segments[count - 1].offset + segments[count - 1].bytes) {
    ++count;
  }
  const Segments taken = segments.first(count);
  segments = segments.subspan(count);
  return taken;
}

template <class Item>
void read_segments(const SpillFile& file, Segments segments, std::vector<char>& bytes, Item*& out) {
  while (!segments.empty()) {
    const Segments next = take_contiguous(segments);
    const std::uint64_t start = next.front().offset;
    bytes.resize(next.back().offset + next.back().bytes - start);
    file.read_at(start, bytes);
    for (const ArcSegment& segment : next) {
      const char* const at = bytes.data() + (segment.offset - start);
      if (hash_of({at, segment.bytes}) != segment.hash) throw IoError("read back", "a temporary file", EIO);
      decode(segment, at, out);
    }
  }
}

/// Two sorted lists into one. Each step compares, copies and advances without a jump to predict.
template <class Item>
Item* merge_two(const Item* a, const Item* a_end, const Item* b, const Item* b_end, Item* out) {
  while (a < a_end && b < b_end) {
    const bool second = key_of(*b) < key_of(*a);
    *out++ = second ? *b : *a;
    b += second ? 1 : 0;
    a += second ? 0 : 1;
  }
  out = std::copy(a, a_end, out);
  return std::copy(b, b_end, out);
}

/// Merges neighbouring lists, two and two, until one is left. `starts` holds where lists start, and the end.
template <class Item>
std::span<Item> merge_lists(std::span<Item> from, std::span<Item> to, std::vector<std::size_t> starts) {
  while (starts.size() > 2) {
    std::vector<std::size_t> merged;
    for (std::size_t i = 0; i + 1 < starts.size(); i += 2) {
      merged.push_back(starts[i]);
      const std::size_t last = std::min(i + 2, starts.size() - 1);
      merge_two(from.data() + starts[i], from.data() + starts[i + 1], from.data() + starts[i + 1],
                from.data() + starts[last], to.data() + starts[i]);
    }
    merged.push_back(starts.back());
    starts = std::move(merged);
    std::swap(from, to);
  }
  return from;
}

/// Reads each run's part, cut to [first, last), as one list behind the other, then merges them.
template <class Item>
SortedArcs merge_as(const SpillFile& file, std::span<const Segments> parts, std::uint64_t most_arcs, ArcKey first,
                    ArcKey last, ScratchArray<Item> (&arrays)[2], MergeScratch& scratch) {
  const std::span<Item> all = arrays[0].get(most_arcs);
  std::vector<std::size_t> starts{0};
  const auto is_before = [](const Item& item, ArcKey key) { return key_of(item) < key; };
  for (const Segments part : parts) {
    Item* const begin = all.data() + starts.back();
    Item* end = begin;
    read_segments(file, part, scratch.bytes, end);
    end = std::lower_bound(begin, end, last, is_before);
    end = std::copy(std::lower_bound(begin, end, first, is_before), end, begin);
    if (end != begin) starts.push_back(static_cast<std::size_t>(end - all.data()));
  }
  const std::size_t size = starts.back();
  return fold_equal(merge_lists(all.first(size), arrays[1].get(most_arcs).first(size), std::move(starts)),
                    scratch.sort);
}

}  // namespace

void ArcRunWriter::add(const SortedArcs& arcs) {
  keys_.insert(keys_.end(), arcs.keys.begin(), arcs.keys.end());
  if (arcs.has_labels()) {
    counts_.insert(counts_.end(), arcs.counts.begin(), arcs.counts.end());
    followed_.insert(followed_.end(), arcs.followed.begin(), arcs.followed.end());
  } else {
    counts_.resize(keys_.size(), 1);
    followed_.resize(keys_.size(), 1);
  }
  std::size_t done = 0;
  for (; keys_.size() - done >= kArcsPerSegment; done += kArcsPerSegment) {
    encode_segment({{keys_.data() + done, kArcsPerSegment},
                    {counts_.data() + done, kArcsPerSegment},
                    {followed_.data() + done, kArcsPerSegment}});
  }
  const auto drop = [done](auto& values) {
    values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(done));
  };
  drop(keys_);
  drop(counts_);
  drop(followed_);
}

void ArcRunWriter::encode_segment(const SortedArcs& arcs) {
  const bool has_labels =
      std::any_of(arcs.counts.begin(), arcs.counts.end(), [](std::uint32_t count) { return count != 1; }) ||
      std::any_of(arcs.followed.begin(), arcs.followed.end(), [](std::uint8_t followed) { return followed != 1; });
  const std::size_t before = buffer_.size();
  buffer_.resize(before + arcs.keys.size() * kMostBytesPerArc);
  char* out = encode_rows(arcs.keys, buffer_.data() + before);
  for (std::size_t i = 0; has_labels && i < arcs.keys.size(); ++i) {
    out = put_varint(out, std::uint64_t{arcs.counts[i]} << 1 | arcs.followed[i]);
  }
  buffer_.resize(static_cast<std::size_t>(out - buffer_.data()));
  const std::span<const char> bytes = std::span(buffer_).subspan(before);
  run_.push_back({.first_key = arcs.keys.front(),
                  .last_key = arcs.keys.back(),
                  .offset = before,  // in the buffer, until it is written
                  .hash = hash_of(bytes),
                  .bytes = static_cast<std::uint32_t>(bytes.size()),
                  .arcs = static_cast<std::uint32_t>(arcs.keys.size()) & 0x7fffffff,
                  .has_labels = has_labels});
  if (buffer_.size() >= kWriteBytes) flush();
}

void ArcRunWriter::flush() {
  const std::uint64_t offset = file_.append(buffer_);
  for (; first_unwritten_ < run_.size(); ++first_unwritten_) run_[first_unwritten_].offset += offset;
  buffer_.clear();
}

ArcRun ArcRunWriter::finish() {
  if (!keys_.empty()) encode_segment({keys_, counts_, followed_});
  if (!buffer_.empty()) flush();
  return std::move(run_);
}

SortedArcs merge_range(const SpillFile& file, std::span<const ArcRun> runs, ArcKey first, ArcKey last,
                       MergeScratch& scratch) {
  std::vector<Segments> parts;
  std::uint64_t most_arcs = 0;
  bool has_labels = false;
  for (const ArcRun& run : runs) {
    parts.push_back(segments_in(run, first, last));
    for (const ArcSegment& segment : parts.back()) {
      most_arcs += segment.arcs;
      has_labels = has_labels || segment.has_labels != 0;
    }
  }
  return has_labels ? merge_as<LabelledArc>(file, parts, most_arcs, first, last, scratch.sort.arcs, scratch)
                    : merge_as<ArcKey>(file, parts, most_arcs, first, last, scratch.sort.keys, scratch);
}

}  // namespace orbweb
