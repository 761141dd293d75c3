// One decoder per compression format: a small step function each; members, truncation and errors are handled once,
// here.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "loaders/byte_source.h"

namespace orbweb {

class Decoder {
 public:
  explicit Decoder(std::string_view format) : format_(format) {}
  virtual ~Decoder() = default;

  /// Up to out.size() plain bytes; 0 at the end of the last member. Throws LoadError.
  std::size_t read(ByteSource& source, std::span<char> out);

 protected:
  /// What one call of the underlying library did.
  struct Step {
    std::size_t used = 0;
    std::size_t made = 0;
    bool member_ended = false;
    std::string problem;  ///< why the data cannot be decoded; empty where it can
  };
  /// Decodes from `in`, which is empty only at the end of the file, to `out`, which is not empty.
  virtual Step step(std::span<const char> in, std::span<char> out) = 0;

  /// Called after a member, with the bytes behind it: starts the next one, or returns false where `in` cannot begin
  /// one.
  virtual bool start_member(std::span<const char> in) = 0;
  /// Whether zero bytes may follow the last member up to the end of the file (gzip: tapes and block devices).
  virtual bool allows_zero_padding() const { return false; }

 private:
  bool next_member(ByteSource& source);
  void skip_zero_padding(ByteSource& source);

  std::string_view format_;
  bool between_members_ = false;
};

std::unique_ptr<Decoder> make_gzip_decoder();
std::unique_ptr<Decoder> make_zstd_decoder();
std::unique_ptr<Decoder> make_bzip2_decoder();
std::unique_ptr<Decoder> make_xz_decoder();

/// The libraries count in 32 bits.
inline constexpr std::size_t kMostPerStep = std::size_t{1} << 30;

}  // namespace orbweb
