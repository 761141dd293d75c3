#include "exports/zip_writer.h"

#include <zlib.h>

#include <algorithm>
#include <new>

namespace orbweb {

namespace {

constexpr std::uint16_t kVersion = 45;    // the first with Zip64
constexpr std::uint16_t kFlags = 1 << 3;  // checksum and sizes follow the data
constexpr std::uint16_t kDeflated = 8;
constexpr std::uint16_t kDate = 1 << 5 | 1;     // 1 January 1980, the format's first day
constexpr std::uint32_t kInZip64 = 0xffffffff;  // "see the Zip64 field"
constexpr std::uint16_t kZip64Tag = 1;

template <class Number>
void append(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
}

template <class... Numbers>
std::string record(Numbers... numbers) {
  std::string bytes;
  (append(bytes, numbers), ...);
  return bytes;
}

}  // namespace

/// Raw deflate, for one entry.
class ZipWriter::Deflater {
 public:
  explicit Deflater(ZipWriter& zip) : zip_(zip), buffer_(std::size_t{256} << 10, '\0') {
    constexpr int kMemoryLevel = 8;
    if (deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
        Z_OK) {
      throw std::bad_alloc();
    }
  }
  ~Deflater() { deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  void compress(std::string_view bytes, int flush) {
    // zlib never writes through next_in.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      deflate(&stream_, flush);
      zip_.put(std::string_view(buffer_).substr(0, buffer_.size() - stream_.avail_out));
    } while (stream_.avail_out == 0);
  }

 private:
  ZipWriter& zip_;
  std::string buffer_;
  z_stream stream_{};
};

ZipWriter::ZipWriter(WholeFile& file) : file_(file) {}
ZipWriter::~ZipWriter() = default;

void ZipWriter::put(std::string_view bytes) {
  file_.write(bytes);
  position_ += bytes.size();
}

void ZipWriter::begin_entry(const std::string& name) {
  entries_.push_back({.name = name, .offset = position_});
  constexpr std::uint32_t kSignature = 0x04034b50;
  put(record(kSignature, kVersion, kFlags, kDeflated, std::uint16_t{0}, kDate, std::uint32_t{0}, kInZip64, kInZip64,
             static_cast<std::uint16_t>(name.size()), std::uint16_t{20}) +
      name + record(kZip64Tag, std::uint16_t{16}, std::uint64_t{0}, std::uint64_t{0}));
  entries_.back().compressed = position_;  // where the data starts, until they end
  deflater_ = std::make_unique<Deflater>(*this);
}

void ZipWriter::write(std::string_view bytes) {
  constexpr std::size_t kMost = std::size_t{1} << 30;  // zlib counts in 32 bits
  Entry& entry = entries_.back();
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kMost))) {
    const std::string_view part = bytes.substr(0, kMost);
    entry.plain += part.size();
    entry.checksum = static_cast<std::uint32_t>(
        crc32(entry.checksum, reinterpret_cast<const Bytef*>(part.data()), static_cast<uInt>(part.size())));
    deflater_->compress(part, Z_NO_FLUSH);
  }
}

void ZipWriter::end_entry() {
  deflater_->compress({}, Z_FINISH);
  deflater_.reset();
  Entry& entry = entries_.back();
  entry.compressed = position_ - entry.compressed;
  constexpr std::uint32_t kSignature = 0x08074b50;
  put(record(kSignature, entry.checksum, entry.compressed, entry.plain));
}

void ZipWriter::finish() {
  const std::uint64_t directory = position_;
  for (const Entry& entry : entries_) {
    constexpr std::uint32_t kSignature = 0x02014b50;
    put(record(kSignature, kVersion, kVersion, kFlags, kDeflated, std::uint16_t{0}, kDate, entry.checksum, kInZip64,
               kInZip64, static_cast<std::uint16_t>(entry.name.size()), std::uint16_t{28}, std::uint16_t{0},
               std::uint16_t{0}, std::uint16_t{0}, std::uint32_t{0}, kInZip64) +
        entry.name + record(kZip64Tag, std::uint16_t{24}, entry.plain, entry.compressed, entry.offset));
  }
  const std::uint64_t end = position_;
  const std::uint64_t count = entries_.size();
  constexpr std::uint32_t kZip64End = 0x06064b50, kZip64Locator = 0x07064b50, kEnd = 0x06054b50;
  put(record(kZip64End, std::uint64_t{44}, kVersion, kVersion, std::uint32_t{0}, std::uint32_t{0}, count, count,
             end - directory, directory));
  put(record(kZip64Locator, std::uint32_t{0}, end, std::uint32_t{1}));
  constexpr std::uint16_t kCountInZip64 = 0xffff;
  put(record(kEnd, std::uint16_t{0}, std::uint16_t{0}, kCountInZip64, kCountInZip64, kInZip64, kInZip64,
             std::uint16_t{0}));
}

}  // namespace orbweb
