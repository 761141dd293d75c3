// xz through liblzma, which handles concatenated streams and their padding itself.
#include <lzma.h>

#include <cstdint>
#include <new>

#include "loaders/decoder.h"

namespace orbweb {

namespace {

/// `xz -9` needs 65 MiB to decode.
constexpr std::uint64_t kMemoryLimit = std::uint64_t{192} << 20;

std::string describe(lzma_ret code) {
  switch (code) {
    case LZMA_MEMLIMIT_ERROR:
      return "a dictionary that needs more than 192 MiB";
    case LZMA_FORMAT_ERROR:
      return "bytes that are not xz";
    case LZMA_OPTIONS_ERROR:
      return "options that this version of liblzma does not know";
    case LZMA_UNSUPPORTED_CHECK:
      return "a checksum that this version of liblzma does not know";
    default:
      return "damaged data";
  }
}

class XzDecoder : public Decoder {
 public:
  XzDecoder() : Decoder("xz") {
    if (lzma_stream_decoder(&stream_, kMemoryLimit, LZMA_CONCATENATED | LZMA_TELL_UNSUPPORTED_CHECK) != LZMA_OK) {
      throw std::bad_alloc();
    }
  }
  ~XzDecoder() override { lzma_end(&stream_); }

 protected:
  Step step(std::span<const char> in, std::span<char> out) override {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<std::uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const lzma_ret code = lzma_code(&stream_, in.empty() ? LZMA_FINISH : LZMA_RUN);
    if (code == LZMA_MEM_ERROR) throw std::bad_alloc();
    Step done{in.size() - stream_.avail_in, out.size() - stream_.avail_out, code == LZMA_STREAM_END, {}};
    if (code != LZMA_OK && code != LZMA_STREAM_END && code != LZMA_BUF_ERROR) done.problem = describe(code);
    return done;
  }

  bool start_member(std::span<const char>) override { return false; }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

std::unique_ptr<Decoder> make_xz_decoder() { return std::make_unique<XzDecoder>(); }

}  // namespace orbweb
