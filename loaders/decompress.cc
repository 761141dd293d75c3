#include "loaders/decompress.h"

#include <algorithm>

#include "graph/error.h"
#include "loaders/byte_source.h"
#include "loaders/decoder.h"

namespace orbweb {

namespace {

using std::string_view_literals::operator""sv;

constexpr std::size_t kMagicLength = 6;  // the longest of all formats

bool is_bzip2(std::string_view bytes) {
  // "BZh1" alone could be the start of a host name: the block magic (pi) or the end magic (sqrt pi) must follow.
  return bytes.size() >= 6 && bytes.starts_with("BZh") && bytes[3] >= '1' && bytes[3] <= '9' &&
         (bytes.substr(4, 2) == "1A"sv || bytes.substr(4, 2) == "\x17\x72"sv);
}

bool is_zstd(std::string_view bytes) {
  if (bytes.starts_with("\x28\xb5\x2f\xfd"sv)) return true;
  // A skippable frame, which parallel and seekable compressors write first.
  return bytes.size() >= 4 && (bytes[0] & 0xf0) == 0x50 && bytes.substr(1, 3) == "\x2a\x4d\x18"sv;
}

/// What bytes that are no compressed file begin like: their magic bytes are cut off or damaged. Not told by one byte of
/// text alone.
Compression resembled_by(std::string_view bytes) {
  constexpr std::string_view kXz = "\xfd\x37\x7a\x58\x5a";
  constexpr std::string_view kZstd = "\x28\xb5\x2f";
  const bool is_cut = bytes.size() < kMagicLength && !bytes.empty();
  if (bytes.starts_with("BZh") && (bytes.size() == 3 || (bytes[3] >= '1' && bytes[3] <= '9')))
    return Compression::bzip2;
  if (bytes.starts_with(kXz) || (is_cut && kXz.starts_with(bytes))) return Compression::xz;
  if (bytes.starts_with(kZstd) || bytes == kZstd.substr(0, 2)) return Compression::zstd;
  return bytes == "\x1f" ? Compression::gzip : Compression::none;
}

/// Only bzip2's magic bytes are letters, as of a host that is named "bzh1.example".
bool could_be_text(Compression resembled, std::string_view bytes) {
  const auto is_control = [](char c) { return c >= 0 && c < ' ' && c != '\t' && c != '\n' && c != '\r'; };
  return resembled == Compression::bzip2 && bytes.size() >= kMagicLength &&
         std::none_of(bytes.begin(), bytes.end(), is_control);
}

std::unique_ptr<Decoder> decoder_for(Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return make_gzip_decoder();
    case Compression::zstd:
      return make_zstd_decoder();
    case Compression::bzip2:
      return make_bzip2_decoder();
    case Compression::xz:
      return make_xz_decoder();
    case Compression::none:
      break;
  }
  return nullptr;
}

}  // namespace

std::string_view to_string(Compression compression) {
  switch (compression) {
    case Compression::gzip:
      return "gzip";
    case Compression::zstd:
      return "zstd";
    case Compression::bzip2:
      return "bzip2";
    case Compression::xz:
      return "xz";
    case Compression::none:
      break;
  }
  return "none";
}

Compression compression_of(std::string_view first_bytes) {
  if (first_bytes.starts_with("\x1f\x8b"sv)) return Compression::gzip;
  if (first_bytes.starts_with("\xfd\x37\x7a\x58\x5a\x00"sv)) return Compression::xz;
  if (is_zstd(first_bytes)) return Compression::zstd;
  if (is_bzip2(first_bytes)) return Compression::bzip2;
  return Compression::none;
}

std::string input_name(const std::filesystem::path& path) { return path == "-" ? "standard input" : path.string(); }

DecompressedFile::DecompressedFile(FileSystem& files, const std::filesystem::path& path)
    : source_(std::make_unique<ByteSource>(files, path)),
      compression_(compression_of(source_->first_bytes())),
      decoder_(decoder_for(compression_)) {
  if (compression_ != Compression::none) return;
  const std::string_view start = source_->first_bytes();
  resembled_ = resembled_by(start);
  if (resembled_ == Compression::none || could_be_text(resembled_, start)) return;
  const std::string format(orbweb::to_string(resembled_));
  source_->fail("intact " + format + " data",
                "what looks like damaged " + format + " data, starting " + in_quotes(start, 16));
}

DecompressedFile::~DecompressedFile() = default;

std::uint64_t DecompressedFile::bytes_consumed() const { return source_->offset(); }

std::size_t DecompressedFile::read(std::span<char> buffer) {
  if (decoder_ != nullptr) return decoder_->read(*source_, buffer);
  const std::span<const char> bytes = source_->bytes();
  const std::size_t count = std::min(bytes.size(), buffer.size());
  std::copy_n(bytes.begin(), count, buffer.begin());
  source_->skip(count);
  return count;
}

}  // namespace orbweb
