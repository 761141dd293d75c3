// A class's state as bytes: its persist(archive) names its members, one after another, to be written or read.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "graph/error.h"

namespace orbweb::engine {

/// Writes numbers, and vectors of numbers behind their length, in pieces to wherever `write` puts them.
class StateWriter {
 public:
  static constexpr bool kReads = false;
  explicit StateWriter(std::function<void(std::string_view)> write) : write_(std::move(write)) {}
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(T& value) { put(&value, sizeof(T)); }
  void operator()(bool& value) {
    std::uint8_t byte = value ? 1 : 0;
    (*this)(byte);
  }
  template <class T, std::size_t kSize>
  void operator()(std::array<T, kSize>& values) {
    put(values.data(), kSize * sizeof(T));
  }
  template <class T, class Allocator>
  requires std::is_trivially_copyable_v<T>
  void operator()(std::vector<T, Allocator>& values) {
    std::uint64_t size = values.size();
    (*this)(size);
    elements(std::span(values));
  }
  /// Without a length.
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void elements(std::span<T> values) { put(values.data(), values.size_bytes()); }
  void require(bool) const {}
  /// To be called at the end.
  void flush() {
    if (!buffer_.empty()) write_(buffer_);
    buffer_.clear();
  }

 private:
  static constexpr std::size_t kBuffer = 1 << 16;

  void put(const void* bytes, std::size_t size) {
    if (buffer_.size() + size > kBuffer) flush();
    if (size > kBuffer) {
      write_({static_cast<const char*>(bytes), size});
    } else {
      buffer_.append(static_cast<const char*>(bytes), size);
    }
  }

  std::function<void(std::string_view)> write_;
  std::string buffer_;
};

/// Reads what StateWriter wrote. Throws LoadError, which names `path` and what was expected, where it is not that.
class StateReader {
 public:
  static constexpr bool kReads = true;
  StateReader(std::filesystem::path path, std::string_view state, std::string expected)
      : path_(std::move(path)), rest_(state), expected_(std::move(expected)) {}
  /// Of a state of so many bytes that read(bytes) yields one after another.
  StateReader(std::filesystem::path path, std::uint64_t size, std::function<void(std::span<char>)> read)
      : path_(std::move(path)), unread_(size), read_(std::move(read)), expected_("a state of this web's solver") {}
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(T& value) { take(&value, sizeof(T)); }
  void operator()(bool& value) {
    std::uint8_t byte = 0;
    (*this)(byte);
    value = byte != 0;
  }
  template <class T, std::size_t kSize>
  void operator()(std::array<T, kSize>& values) {
    take(values.data(), kSize * sizeof(T));
  }
  template <class T, class Allocator>
  requires std::is_trivially_copyable_v<T>
  void operator()(std::vector<T, Allocator>& values) {
    std::uint64_t size = 0;
    (*this)(size);
    require(size <= left() / sizeof(T));
    values.resize(size);
    elements(std::span(values));
  }
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void elements(std::span<T> values) { take(values.data(), values.size_bytes()); }
  /// A class's own check of what it read.
  void require(bool sound) const {
    if (!sound) throw LoadError(path_.string(), "", expected_, "numbers that none leads to");
  }
  /// To be asked at the end.
  void require_end() const { require(left() == 0); }

 private:
  std::uint64_t left() const { return rest_.size() + unread_; }

  void take(void* to, std::size_t size) {
    require(size <= left());
    auto* place = static_cast<char*>(to);
    for (;;) {
      const std::size_t count = std::min(size, rest_.size());
      if (count > 0) std::memcpy(place, rest_.data(), count);
      rest_.remove_prefix(count);
      place += count;
      size -= count;
      if (size == 0) return;
      read_on(place, size);
    }
  }

  /// The next bytes: large ones to where they belong, else a buffer of them.
  void read_on(char*& place, std::size_t& size) {
    constexpr std::size_t kBuffer = 1 << 16;
    if (size >= kBuffer) {
      read_({place, size});
      unread_ -= size;
      place += size;
      size = 0;
      return;
    }
    buffer_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(unread_, kBuffer)));
    read_({buffer_.data(), buffer_.size()});
    unread_ -= buffer_.size();
    rest_ = buffer_;
  }

  std::filesystem::path path_;
  std::string_view rest_;     ///< bytes at hand
  std::uint64_t unread_ = 0;  ///< bytes behind them
  std::function<void(std::span<char>)> read_;
  std::string buffer_;
  std::string expected_;
};

}  // namespace orbweb::engine
