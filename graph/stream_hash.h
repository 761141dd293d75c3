// XXH3-128 of a file's bytes as they pass by: what `xxh128sum` prints for the file.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace orbweb {

class StreamHash {
 public:
  StreamHash();
  StreamHash(StreamHash&&) noexcept;
  ~StreamHash();

  /// How the bytes are split over calls does not matter.
  void add(std::span<const char> bytes);
  std::uint64_t size() const { return size_; }  ///< bytes added
  std::string hex() const;                      ///< 32 hexadecimal digits

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::uint64_t size_ = 0;
};

}  // namespace orbweb
