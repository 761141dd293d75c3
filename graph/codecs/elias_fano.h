// A rising sequence in about two bits a value more than its information needs.
//
// The low bits of every value are stored as they are; the high part of value i is a one at bit (high + i) of a bit
// vector. P. Elias, Efficient storage and retrieval by content and address of static files, 1974
// (doi:10.1145/321812.321820).
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace orbweb {

/// Immutable once built. 2 + log2(universe / size) bits a value, and 1.25 for its index.
class EliasFano {
 public:
  EliasFano() = default;

  std::uint64_t size() const { return size_; }
  std::uint64_t bytes() const;

  std::uint64_t operator[](std::uint64_t i) const { return value(i, select(i)); }
  /// Values i and i + 1.
  std::pair<std::uint64_t, std::uint64_t> pair(std::uint64_t i) const {
    const std::uint64_t at = select(i);
    return {value(i, at), value(i + 1, next_one(at + 1))};
  }

  /// Walks the values from one on.
  class Cursor {
   public:
    Cursor(const EliasFano& values, std::uint64_t i) : values_(values), i_(i), at_(values.select(i)) {}
    std::uint64_t operator*() const { return values_.value(i_, at_); }
    void operator++() {
      ++i_;
      at_ = values_.next_one(at_ + 1);
    }

   private:
    const EliasFano& values_;
    std::uint64_t i_;
    std::uint64_t at_;
  };

 private:
  friend class EliasFanoBuilder;

  // The position of every kSuper-th one, and of every kSample-th one relative to it; kFar where that needs a scan.
  static constexpr std::uint64_t kSuper = 256;
  static constexpr std::uint64_t kSample = 16;
  static constexpr std::uint16_t kFar = 0xffff;

  std::uint64_t select(std::uint64_t i) const;           ///< position of the i-th one
  std::uint64_t next_one(std::uint64_t position) const;  ///< first one at or after; the end where there is none
  std::uint64_t value(std::uint64_t i, std::uint64_t position) const {
    return (position - i) << low_bits_ | (low_bits_ == 0 ? 0 : low(i));
  }
  std::uint64_t low(std::uint64_t i) const;

  std::uint64_t size_ = 0;
  unsigned low_bits_ = 0;
  std::vector<std::uint64_t> low_;
  std::vector<std::uint64_t> high_;
  std::vector<std::uint64_t> super_;
  std::vector<std::uint16_t> samples_;
};

class EliasFanoBuilder {
 public:
  /// Of `size` values, none above `largest`.
  EliasFanoBuilder(std::uint64_t size, std::uint64_t largest);
  /// The next value, not below the last one.
  void push(std::uint64_t value);
  /// After the last push.
  EliasFano finish() { return std::move(built_); }

 private:
  EliasFano built_;
  std::uint64_t pushed_ = 0;
};

}  // namespace orbweb
