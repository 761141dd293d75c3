#include "exports/compress.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <new>
#include <vector>

namespace orbweb {

namespace {

constexpr std::size_t kBufferSize = std::size_t{256} << 10;

class PlainWriter : public CompressedWriter {
 public:
  explicit PlainWriter(OutputFile& file) : file_(file) {}
  void write(std::string_view bytes) override { file_.write(bytes); }
  void finish() override {}

 private:
  OutputFile& file_;
};

class GzipWriter : public CompressedWriter {
 public:
  explicit GzipWriter(OutputFile& file) : file_(file), buffer_(kBufferSize) {
    constexpr int kGzipHeader = 16;
    constexpr int kMemoryLevel = 8;
    const int code = deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzipHeader, kMemoryLevel,
                                  Z_DEFAULT_STRATEGY);
    if (code != Z_OK) throw std::bad_alloc();
  }
  ~GzipWriter() override { deflateEnd(&stream_); }

  void write(std::string_view bytes) override {
    constexpr std::size_t kMost = std::size_t{1} << 30;  // zlib counts in 32 bits
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kMost))) {
      compress(bytes.substr(0, kMost), Z_NO_FLUSH);
    }
  }
  void finish() override { compress({}, Z_FINISH); }

 private:
  void compress(std::string_view bytes, int flush) {
    // zlib never writes through next_in.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      deflate(&stream_, flush);
      file_.write(std::span(buffer_).first(buffer_.size() - stream_.avail_out));
    } while (stream_.avail_out == 0);
  }

  OutputFile& file_;
  std::vector<char> buffer_;
  z_stream stream_{};
};

class ZstdWriter : public CompressedWriter {
 public:
  explicit ZstdWriter(OutputFile& file) : file_(file), buffer_(kBufferSize), stream_(ZSTD_createCCtx()) {
    if (stream_ == nullptr) throw std::bad_alloc();
    ZSTD_CCtx_setParameter(stream_.get(), ZSTD_c_checksumFlag, 1);
  }

  void write(std::string_view bytes) override { compress(bytes, ZSTD_e_continue); }
  void finish() override { compress({}, ZSTD_e_end); }

 private:
  struct Free {
    void operator()(ZSTD_CCtx* stream) const { ZSTD_freeCCtx(stream); }
  };

  void compress(std::string_view bytes, ZSTD_EndDirective directive) {
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    bool is_done = false;
    while (!is_done) {
      ZSTD_outBuffer output{buffer_.data(), buffer_.size(), 0};
      const std::size_t left = ZSTD_compressStream2(stream_.get(), &output, &input, directive);
      // With well-formed buffers the library can fail only for want of memory.
      if (ZSTD_isError(left) != 0) throw std::bad_alloc();
      file_.write(std::span(buffer_).first(output.pos));
      is_done = directive == ZSTD_e_end ? left == 0 : input.pos == input.size;
    }
  }

  OutputFile& file_;
  std::vector<char> buffer_;
  std::unique_ptr<ZSTD_CCtx, Free> stream_;
};

}  // namespace

OutputCompression output_compression_of(const std::filesystem::path& path) {
  const std::filesystem::path extension = path.extension();
  if (extension == ".gz") return OutputCompression::gzip;
  return extension == ".zst" ? OutputCompression::zstd : OutputCompression::none;
}

std::unique_ptr<CompressedWriter> CompressedWriter::make(OutputCompression compression, OutputFile& file) {
  switch (compression) {
    case OutputCompression::gzip:
      return std::make_unique<GzipWriter>(file);
    case OutputCompression::zstd:
      return std::make_unique<ZstdWriter>(file);
    case OutputCompression::none:
      break;
  }
  return std::make_unique<PlainWriter>(file);
}

}  // namespace orbweb
