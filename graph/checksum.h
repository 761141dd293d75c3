// Hashes of bytes: the one door to xxHash, whose hashes detect damage and prove nothing against intent, and to
// OpenSSL's SHA-256, which anyone can compare with `sha256sum`.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace orbweb {

/// XXH3-64 as a number.
std::uint64_t hash_of(std::span<const char> bytes);

/// XXH3-64 as 16 hexadecimal digits.
std::string xxh3_64(std::span<const char> bytes);

/// XXH3-128 over bytes that come in pieces: the same hash however they are cut.
class StreamHash {
 public:
  StreamHash();
  StreamHash(StreamHash&&) noexcept;
  ~StreamHash();

  void add(std::span<const char> bytes);
  std::uint64_t size() const { return size_; }  ///< bytes added
  std::string hex() const;                      ///< 32 hexadecimal digits

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::uint64_t size_ = 0;
};

/// SHA-256 (FIPS 180-4) over bytes that come in pieces.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  ~Sha256();

  void add(std::span<const char> bytes);
  std::string hex();  ///< 64 hexadecimal digits. Call once, after all else

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// XXH3-128 over a sequence of parts, each with its length, so that no two sequences look alike: names content.
class Fingerprint {
 public:
  Fingerprint& add(std::span<const char> part);
  std::string hex() const { return hash_.hex(); }

 private:
  StreamHash hash_;
};

/// Any trivially copyable elements as bytes.
template <class T>
std::span<const char> bytes_of(std::span<const T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}
inline std::span<const char> bytes_of(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace orbweb
