// Zstandard (RFC 8878); frames one after the other are one file, skippable frames are skipped.
#include <zstd.h>

#include <new>

#include "loaders/decoder.h"

namespace orbweb {

namespace {

constexpr int kMaxWindowLog = 27;

class ZstdDecoder : public Decoder {
 public:
  ZstdDecoder() : Decoder("zstd"), stream_(ZSTD_createDStream()) {
    if (stream_ == nullptr) throw std::bad_alloc();
    ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
  }

 protected:
  Step step(std::span<const char> in, std::span<char> out) override {
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    const std::size_t code = ZSTD_decompressStream(stream_.get(), &output, &input);
    Step done{input.pos, output.pos, code == 0, {}};
    if (ZSTD_isError(code) != 0) done.problem = ZSTD_getErrorName(code);
    return done;
  }

  /// The library begins the next frame by itself, and refuses what is none.
  bool start_member(std::span<const char>) override { return true; }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };
  std::unique_ptr<ZSTD_DStream, Free> stream_;
};

}  // namespace

std::unique_ptr<Decoder> make_zstd_decoder() { return std::make_unique<ZstdDecoder>(); }

}  // namespace orbweb
