// Hashes of bytes, as hexadecimal text: the one door to xxHash.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace orbweb {

/// XXH3-64, 16 hexadecimal digits: detects any damage, proves nothing against intent.
std::string xxh3_64(std::span<const char> bytes);

/// XXH3-128 over everything added, 32 hexadecimal digits: names content.
class Fingerprint {
 public:
  Fingerprint();
  ~Fingerprint();
  /// Adds the length, then the bytes, so that no two sequences of parts look alike.
  Fingerprint& add(std::span<const char> bytes);
  std::string hex() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Any trivially copyable elements as bytes.
template <class T>
std::span<const char> bytes_of(std::span<const T> values) {
  static_assert(std::is_trivially_copyable_v<T>);
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}
inline std::span<const char> bytes_of(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace orbweb
