#include "graph/link_counts.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <limits>
#include <utility>

#include "graph/byte_codes.h"
#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/memory_file.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kGroup = 512;
constexpr std::uint64_t kMostBits = 32;
constexpr std::uint64_t kWriteBytes = 1 << 16;

static_assert(2 * kLongestVarint <= kReadablePadding);

std::uint64_t num_groups(std::uint64_t size) { return (size + kGroup - 1) / kGroup; }
std::uint64_t packed_bytes(std::uint64_t count, std::uint64_t bits) { return (count * bits + 7) / 8; }
std::uint64_t low_mask(std::uint64_t bits) { return (std::uint64_t{1} << bits) - 1; }

/// The width at which a group takes fewest bytes: what does not fit costs a byte for its place and a varint of the
/// rest.
std::uint64_t best_width(std::span<const std::uint32_t> values) {
  std::array<std::uint64_t, kMostBits + 1> with_width = {};
  for (const std::uint32_t value : values) ++with_width[static_cast<std::size_t>(std::bit_width(value))];
  std::uint64_t best = 0, least = std::numeric_limits<std::uint64_t>::max();
  for (std::uint64_t bits = 0; bits <= kMostBits; ++bits) {
    std::uint64_t cost = packed_bytes(values.size(), bits);
    for (std::uint64_t wider = bits + 1; wider <= kMostBits; ++wider) {
      cost += with_width[wider] * (1 + (wider - bits + 6) / 7);
    }
    if (cost < least) least = cost, best = bits;
  }
  return best;
}

void put_packed(std::vector<char>& out, std::span<const std::uint32_t> values, std::uint64_t bits) {
  std::uint64_t word = 0, filled = 0;
  for (const std::uint32_t value : values) {
    word |= (value & low_mask(bits)) << filled;
    for (filled += bits; filled >= 8; filled -= 8, word >>= 8) out.push_back(static_cast<char>(word & 0xff));
  }
  if (filled > 0) out.push_back(static_cast<char>(word & 0xff));
}

void put_exceptions(std::vector<char>& out, std::span<const std::uint32_t> values, std::uint64_t bits) {
  std::size_t next = 0;  // the place after the last exception
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::uint64_t rest = std::uint64_t{values[i]} >> bits;
    if (rest == 0) continue;
    put_varint(out, static_cast<std::uint32_t>(i - next));
    put_varint(out, static_cast<std::uint32_t>(rest));
    next = i + 1;
  }
}

}  // namespace

/// The parts of an encoded group, its packed counts within the file.
struct LinkCounts::Group {
  std::uint64_t size;
  std::uint64_t bits;
  const char* packed;
  const char* exceptions;
  const char* end;
  const StoredBytes* file;
  std::uint64_t offset;  ///< for messages

  [[noreturn]] void throw_malformed(const char* expected, const char* found) const {
    throw LoadError(file->path(), fmt::format("byte {}", offset), expected, found);
  }

  std::uint32_t low(std::uint64_t i) const {
    if (bits == 0) return 0;
    const std::uint64_t bit = i * bits;
    return static_cast<std::uint32_t>((load_word<std::uint64_t>(packed + bit / 8) >> (bit % 8)) & low_mask(bits));
  }

  /// Calls visit(place, high bits in place) in rising order while it returns true.
  template <class Visit>
  void for_each_exception(Visit&& visit) const {
    std::uint64_t place = 0;
    for (const char* at = exceptions; at < end; ++place) {
      place += get_varint(at);
      const std::uint64_t rest = get_varint(at);
      if (at > end || place >= size) throw_malformed("counts of a group", "more");
      if (rest == 0 || rest > low_mask(kMostBits - bits)) throw_malformed("a count of 32 bits", "another");
      if (!visit(place, static_cast<std::uint32_t>(rest << bits))) return;
    }
  }

  std::uint32_t count_of(std::uint32_t value) const {
    if (value == std::numeric_limits<std::uint32_t>::max()) throw_malformed("a count up to 4294967295", "4294967296");
    return value + 1;
  }

  void copy_to(std::span<std::uint32_t> counts) const {
    if (bits == 0) {
      std::fill(counts.begin(), counts.end(), 0);
    } else {
      for (std::uint64_t i = 0; i < counts.size(); ++i) counts[i] = low(i);
    }
    for_each_exception([&](std::uint64_t place, std::uint32_t high) {
      counts[place] |= high;
      return true;
    });
    for (std::uint32_t& count : counts) count = count_of(count);
  }
};

LinkCounts::LinkCounts(const std::vector<std::uint32_t>& counts) {
  MemoryFile file;
  LinkCountsEncoder encoder(file);
  encoder.append(counts);
  encoder.finish();
  *this = LinkCounts(StoredBytes(file.take()), counts.size());
}

LinkCounts::LinkCounts(StoredBytes bytes, std::uint64_t size) : bytes_(std::move(bytes)), size_(size) {
  if (bytes_.size() == 0) return;
  const std::uint64_t index = 8 * (num_groups(size) + 1);
  if (bytes_.size() < index) {
    throw LoadError(bytes_.path(), "", fmt::format("at least {} bytes", index), fmt::format("{}", bytes_.size()));
  }
  offsets_at_ = bytes_.size() - index;
  const auto end = load_word<std::uint64_t>(bytes_.at(bytes_.size() - 8, 8).data());
  if (end != offsets_at_) {
    throw LoadError(bytes_.path(), "", fmt::format("counts of {} arcs", size), "another number of bytes");
  }
}

LinkCounts::Group LinkCounts::group(std::uint64_t number) const {
  const std::uint64_t size = std::min(kGroup, size_ - number * kGroup);
  if (bytes_.size() == 0) return {size, 0, nullptr, nullptr, nullptr, &bytes_, 0};
  const char* bounds = bytes_.at(offsets_at_ + 8 * number, 16).data();
  const auto first = load_word<std::uint64_t>(bounds), last = load_word<std::uint64_t>(bounds + 8);
  if (last < first || last > offsets_at_) {
    throw LoadError(bytes_.path(), fmt::format("byte {}", offsets_at_ + 8 * number), "offsets that rise", "another");
  }
  const auto bytes = bytes_.at(first, last - first);
  if (bytes.empty()) return {size, 0, bytes.data(), bytes.data(), bytes.data(), &bytes_, first};
  const std::uint64_t bits = static_cast<unsigned char>(bytes[0]);
  Group group{size, bits, bytes.data() + 1, nullptr, bytes.data() + bytes.size(), &bytes_, first};
  if (bits > kMostBits) group.throw_malformed("a width up to 32 bits", "more");
  if (packed_bytes(size, bits) > bytes.size() - 1) group.throw_malformed("packed counts", "the end of their group");
  group.exceptions = group.packed + packed_bytes(size, bits);
  return group;
}

std::uint32_t LinkCounts::operator[](ArcIndex arc) const {
  const Group here = group(arc / kGroup);
  std::uint32_t value = here.low(arc % kGroup);
  here.for_each_exception([&](std::uint64_t place, std::uint32_t high) {
    if (place == arc % kGroup) value |= high;
    return place < arc % kGroup;
  });
  return here.count_of(value);
}

void LinkCounts::copy(ArcIndex first, std::span<std::uint32_t> counts) const {
  if (first > size_ || counts.size() > size_ - first) {
    throw ArgumentError(fmt::format("link counts: {} from {} on, but there are {}", counts.size(), first, size_));
  }
  std::array<std::uint32_t, kGroup> scratch;
  for (std::uint64_t done = 0; done < counts.size();) {
    const std::uint64_t arc = first + done, skipped = arc % kGroup;
    const Group here = group(arc / kGroup);
    const std::uint64_t wanted = std::min(here.size - skipped, counts.size() - done);
    if (wanted == here.size) {
      here.copy_to(counts.subspan(done, wanted));
    } else {
      here.copy_to(std::span(scratch).first(here.size));
      std::copy_n(scratch.begin() + static_cast<std::ptrdiff_t>(skipped), wanted,
                  counts.begin() + static_cast<std::ptrdiff_t>(done));
    }
    done += wanted;
  }
}

std::vector<std::uint32_t> LinkCounts::to_vector() const {
  std::vector<std::uint32_t> counts(size_);
  copy(0, counts);
  return counts;
}

void LinkCountsEncoder::append(std::span<const std::uint32_t> counts) {
  for (const std::uint32_t count : counts) {
    if (count == 0) throw ArgumentError("link counts: an arc that stands for no link");
    pending_.push_back(count - 1);
    if (pending_.size() == kGroup) encode_pending();
  }
}

void LinkCountsEncoder::encode_pending() {
  if (std::any_of(pending_.begin(), pending_.end(), [](std::uint32_t value) { return value != 0; })) {
    const std::uint64_t bits = best_width(pending_);
    out_.push_back(static_cast<char>(bits));
    put_packed(out_, pending_, bits);
    put_exceptions(out_, pending_, bits);
  }
  offsets_.push_back(written_ + out_.size());
  pending_.clear();
  if (out_.size() >= kWriteBytes) write_out();
}

void LinkCountsEncoder::write_out() {
  file_->write(out_);
  written_ += out_.size();
  out_.clear();
}

void LinkCountsEncoder::finish() {
  if (!pending_.empty()) encode_pending();
  if (offsets_.back() == 0) return;  // all ones
  write_out();
  file_->write(bytes_of(std::span<const std::uint64_t>(offsets_)));
}

}  // namespace orbweb
