#include "exports/webgraph_offsets.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>

namespace orbweb {

namespace {

constexpr unsigned kWordBits = 64;

// What epserde writes of the type, so that no program takes the file for another. The hashes are SHA-256 over the
// type's structure; they were read off a file of webgraph-cli 0.5.0.
constexpr std::array<std::uint8_t, 32> kTypeHash = {0x21, 0x04, 0x22, 0x4e, 0xdf, 0xab, 0x29, 0xa9, 0xb7, 0xf1, 0x97,
                                                    0xf9, 0xbc, 0x1e, 0x1f, 0x08, 0x93, 0xfe, 0x9a, 0x21, 0x38, 0x77,
                                                    0x44, 0x3f, 0xfe, 0xfc, 0xdd, 0x30, 0x47, 0xa0, 0x43, 0x95};
constexpr std::array<std::uint8_t, 32> kAlignHash = {0xff, 0xb9, 0x87, 0xf6, 0xd9, 0xbb, 0x2f, 0xd3, 0x4b, 0x49, 0x36,
                                                     0xc9, 0x08, 0x6e, 0x28, 0x02, 0x08, 0xec, 0x2a, 0xb9, 0x43, 0x22,
                                                     0xeb, 0x39, 0x08, 0x17, 0x63, 0xe1, 0x87, 0x88, 0xcd, 0x18};
constexpr std::string_view kTypeName =
    "sux::dict::elias_fano::EliasFano<u64, "
    "sux::rank_sel::select_adapt_const::SelectAdaptConst<sux::bits::bit_vec::BitVec<alloc::boxed::Box<[usize]>>, "
    "alloc::boxed::Box<[usize]>, 11, 3>, "
    "sux::bits::bit_field_vec::BitFieldVecU<alloc::boxed::Box<[u64]>>>";

std::uint64_t words_for(std::uint64_t bits) { return (bits + kWordBits - 1) / kWordBits; }
unsigned floor_log2(std::uint64_t value) { return static_cast<unsigned>(std::bit_width(value)) - 1; }

/// epserde's rules: numbers as they are, a sequence behind its length and zeros up to a multiple of an element.
class EpserdeWriter {
 public:
  explicit EpserdeWriter(WholeFile& file) : file_(file) {}

  void bytes(std::string_view text) {
    file_.write(text);
    position_ += text.size();
  }
  template <class Number>
  void number(Number value) {
    bytes({reinterpret_cast<const char*>(&value), sizeof value});
  }
  void words(const std::vector<std::uint64_t>& values) {
    number(std::uint64_t{values.size()});
    constexpr std::string_view kZeros("\0\0\0\0\0\0\0", 7);
    bytes(kZeros.substr(0, (sizeof(std::uint64_t) - position_ % sizeof(std::uint64_t)) % sizeof(std::uint64_t)));
    bytes({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::uint64_t)});
  }

 private:
  WholeFile& file_;
  std::uint64_t position_ = 0;
};

void write_header(EpserdeWriter& out) {
  constexpr std::uint16_t kMajor = 2, kMinor = 0;
  out.bytes("epserde ");
  out.number(kMajor);
  out.number(kMinor);
  out.number(static_cast<std::uint8_t>(sizeof(std::uint64_t)));  // of usize
  for (const auto& hash : {kTypeHash, kAlignHash}) out.bytes({reinterpret_cast<const char*>(hash.data()), hash.size()});
  out.number(std::uint64_t{kTypeName.size()});
  out.bytes(kTypeName);
}

/// A monotone sequence split in two: `width` lower bits of each value side by side; for the rest r of the i-th value,
/// bit r + i of the upper bits.
class EliasFano {
 public:
  EliasFano(const std::vector<std::uint64_t>& values, std::uint64_t most)
      : values_(values), width_(most >= values.size() ? floor_log2(most / values.size()) : 0) {
    num_high_bits_ = values.size() + 1 + (most >> width_);
  }

  unsigned width() const { return width_; }
  std::uint64_t num_high_bits() const { return num_high_bits_; }
  std::uint64_t num_ones() const { return values_.size(); }
  std::uint64_t mask() const { return (std::uint64_t{1} << width_) - 1; }
  std::uint64_t place_of_one(std::uint64_t i) const { return (values_[i] >> width_) + i; }

  /// With a word more, so that a reader may load any value by one unaligned load.
  std::vector<std::uint64_t> low_words() const {
    std::vector<std::uint64_t> words(words_for(values_.size() * width_) + 1);
    for (std::uint64_t i = 0; i < values_.size(); ++i) {
      const std::uint64_t bit = i * width_, low = values_[i] & mask();
      const unsigned shift = bit % kWordBits;
      words[bit / kWordBits] |= low << shift;
      if (shift + width_ > kWordBits) words[bit / kWordBits + 1] |= low >> (kWordBits - shift);
    }
    return words;
  }

  std::vector<std::uint64_t> high_words() const {
    std::vector<std::uint64_t> words(words_for(num_high_bits_));
    for (std::uint64_t i = 0; i < values_.size(); ++i) {
      const std::uint64_t place = place_of_one(i);
      words[place / kWordBits] |= std::uint64_t{1} << place % kWordBits;
    }
    return words;
  }

 private:
  const std::vector<std::uint64_t>& values_;
  unsigned width_;
  std::uint64_t num_high_bits_;
};

/// SelectAdaptConst<_, _, 11, 3>: the place of each 2,048th one and behind it eight words for those in between,
/// relative to it: each 64th in 16 bits; where they spread over more than 2^16 bits, more of them in 32 bits; over more
/// than 2^32, all of them. What the eight words cannot hold goes to the spill.
class SelectIndex {
 public:
  explicit SelectIndex(const EliasFano& sequence) : sequence_(sequence) {
    for (std::uint64_t first = 0; first < sequence.num_ones(); first += kOnes) add(first);
    inventory_.push_back(std::max<std::uint64_t>(1, sequence.num_high_bits()));
  }

  const std::vector<std::uint64_t>& inventory() const { return inventory_; }
  const std::vector<std::uint64_t>& spill() const { return spill_; }

 private:
  static constexpr std::uint64_t kOnes = 1 << 11, kWords = 1 << 3;
  static constexpr unsigned kLog2OnesPerShort = 6;
  static constexpr std::uint64_t kTag32 = std::uint64_t{2} << 62, kTag64 = std::uint64_t{3} << 62;

  void add(std::uint64_t first) {
    const std::uint64_t last = std::min(first + kOnes, sequence_.num_ones());
    const std::uint64_t start = sequence_.place_of_one(first);
    const std::uint64_t end = last < sequence_.num_ones() ? sequence_.place_of_one(last)
                                                          : std::max<std::uint64_t>(1, sequence_.num_high_bits());
    const std::uint64_t span = end - start;
    const std::size_t entry = inventory_.size();
    inventory_.push_back(start);
    inventory_.resize(inventory_.size() + kWords);
    if (span <= std::uint64_t{1} << 16) {
      add_shorts(first, last, entry);
    } else if (span <= std::uint64_t{1} << 32) {
      add_longs(first, last, span, entry);
    } else {
      add_places(first, last, entry);
    }
  }

  void add_shorts(std::uint64_t first, std::uint64_t last, std::size_t entry) {
    const std::uint64_t start = sequence_.place_of_one(first);
    for (std::uint64_t i = 1; first + (i << kLog2OnesPerShort) < last; ++i) {
      put(inventory_[entry + 1 + i / 4], 16 * (i % 4),
          sequence_.place_of_one(first + (i << kLog2OnesPerShort)) - start);
    }
  }

  void add_longs(std::uint64_t first, std::uint64_t last, std::uint64_t span, std::size_t entry) {
    constexpr std::uint64_t kHere = 2 * (kWords - 1);  // the first word says where the spill begins
    const unsigned less = floor_log2(span >> 15) + 1;
    const unsigned shift = kLog2OnesPerShort > less ? kLog2OnesPerShort - less : 0;
    const std::uint64_t start = sequence_.place_of_one(first), spilled = spill_.size();
    inventory_[entry] |= kTag32;
    inventory_[entry + 1] = spilled;
    for (std::uint64_t i = 1; first + (i << shift) < last; ++i) {
      const std::uint64_t offset = sequence_.place_of_one(first + (i << shift)) - start;
      if (i < kHere) {
        put(inventory_[entry + 2 + i / 2], 32 * (i % 2), offset);
      } else {
        const std::uint64_t place = i - kHere;
        spill_.resize(std::max<std::uint64_t>(spill_.size(), spilled + place / 2 + 1));
        put(spill_[spilled + place / 2], 32 * (place % 2), offset);
      }
    }
  }

  void add_places(std::uint64_t first, std::uint64_t last, std::size_t entry) {
    inventory_[entry] |= kTag64;
    inventory_[entry + 1] = spill_.size();
    for (std::uint64_t i = first + 1; i < last; ++i) {
      const std::uint64_t place = sequence_.place_of_one(i);
      if (i - first < kWords) {
        inventory_[entry + 1 + (i - first)] = place;
      } else {
        spill_.push_back(place);
      }
    }
  }

  static void put(std::uint64_t& word, std::uint64_t shift, std::uint64_t value) { word |= value << shift; }

  const EliasFano& sequence_;
  std::vector<std::uint64_t> inventory_, spill_;
};

}  // namespace

void write_webgraph_offsets(const std::vector<std::uint64_t>& offsets, std::uint64_t num_bits, WholeFile& file) {
  const EliasFano sequence(offsets, num_bits);
  const SelectIndex index(sequence);
  EpserdeWriter out(file);
  write_header(out);
  out.number(std::uint64_t{offsets.size()});
  out.number(num_bits);
  out.number(std::uint64_t{sequence.width()});
  out.number(offsets.front());
  out.number(offsets.back());
  out.words(sequence.low_words());
  out.number(std::uint64_t{sequence.width()});
  out.number(sequence.mask());
  out.number(std::uint64_t{offsets.size()});
  out.words(sequence.high_words());
  out.number(sequence.num_high_bits());
  out.words(index.inventory());
  out.words(index.spill());
}

}  // namespace orbweb
