// gzip (RFC 1952) through zlib; members one after the other are one file, as `cat a.gz b.gz` makes.
#include <zlib.h>

#include <new>

#include "loaders/decoder.h"

namespace orbweb {

namespace {

class GzipDecoder : public Decoder {
 public:
  GzipDecoder() : Decoder("gzip") {
    constexpr int kGzipOnly = 16;
    if (inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK) throw std::bad_alloc();
  }
  ~GzipDecoder() override { inflateEnd(&stream_); }

 protected:
  Step step(std::span<const char> in, std::span<char> out) override {
    // zlib never writes through next_in.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));
    stream_.avail_in = static_cast<uInt>(in.size());
    stream_.next_out = reinterpret_cast<Bytef*>(out.data());
    stream_.avail_out = static_cast<uInt>(out.size());
    const int code = inflate(&stream_, Z_NO_FLUSH);
    Step done{in.size() - stream_.avail_in, out.size() - stream_.avail_out, code == Z_STREAM_END, {}};
    if (code == Z_MEM_ERROR) throw std::bad_alloc();
    if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
      done.problem = stream_.msg != nullptr ? stream_.msg : "damaged data";
    }
    return done;
  }

  bool start_member(std::span<const char> in) override { return in[0] == '\x1f' && inflateReset(&stream_) == Z_OK; }
  bool allows_zero_padding() const override { return true; }

 private:
  z_stream stream_{};
};

}  // namespace

std::unique_ptr<Decoder> make_gzip_decoder() { return std::make_unique<GzipDecoder>(); }

}  // namespace orbweb
