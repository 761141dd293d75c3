// bzip2; streams one after the other are one file, as parallel compressors write.
#include <bzlib.h>

#include <new>

#include "loaders/decoder.h"

namespace orbweb {

namespace {

class Bzip2Decoder : public Decoder {
 public:
  Bzip2Decoder() : Decoder("bzip2") { init(); }
  ~Bzip2Decoder() override { BZ2_bzDecompressEnd(&stream_); }

 protected:
  Step step(std::span<const char> in, std::span<char> out) override {
    // bzip2 never writes through next_in.
    stream_.next_in = const_cast<char*>(in.data());
    stream_.avail_in = static_cast<unsigned>(in.size());
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<unsigned>(out.size());
    const int code = BZ2_bzDecompress(&stream_);
    if (code == BZ_MEM_ERROR) throw std::bad_alloc();
    Step done{in.size() - stream_.avail_in, out.size() - stream_.avail_out, code == BZ_STREAM_END, {}};
    if (code == BZ_DATA_ERROR_MAGIC) done.problem = "no bzip2 header";
    if (code != BZ_OK && code != BZ_STREAM_END && done.problem.empty()) done.problem = "a damaged block";
    return done;
  }

  bool start_member(std::span<const char> in) override {
    if (in[0] != 'B') return false;
    BZ2_bzDecompressEnd(&stream_);
    init();
    return true;
  }

 private:
  void init() {
    stream_ = {};
    if (BZ2_bzDecompressInit(&stream_, 0, 0) != BZ_OK) throw std::bad_alloc();
  }
  bz_stream stream_{};
};

}  // namespace

std::unique_ptr<Decoder> make_bzip2_decoder() { return std::make_unique<Bzip2Decoder>(); }

}  // namespace orbweb
