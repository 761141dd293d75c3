#include "loaders/decompress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <lzma.h>

#include <string>

#include "graph/error.h"
#include "support/compress.h"
#include "support/memory_files.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

/// What reading `content` as a file gives, `step` bytes at a time; at most 8 MiB of it.
std::string decompressed(const std::string& content, std::size_t step = 4096, std::size_t piece = kWholeFile) {
  MemoryFileSystem files(piece);
  files.add("input", content);
  DecompressedFile file(files, "input");
  std::string text;
  std::string buffer(step, '\0');
  while (const std::size_t count = file.read(buffer)) {
    text.append(buffer, 0, count);
    if (text.size() > (std::size_t{8} << 20)) break;
  }
  return text;
}

LoadError error_of(const std::string& content) {
  try {
    decompressed(content);
  } catch (const LoadError& error) {
    return error;
  }
  ADD_FAILURE() << "no LoadError";
  return {"", "", "", ""};
}

/// Lines with something to compress and something that cannot be.
std::string sample_text(std::uint64_t seed, std::size_t lines) {
  Random random(seed);
  std::string text;
  for (std::size_t i = 0; i < lines; ++i) {
    text += "www.example-" + std::to_string(random.below(50)) + ".org\t" + std::to_string(random.next()) + "\n";
  }
  return text;
}

class Codec : public ::testing::TestWithParam<Compression> {};

TEST_P(Codec, GivesBackWhatWasCompressed) {
  for (const std::string& text : {std::string(), std::string("a"), sample_text(1, 10), sample_text(2, 30000)}) {
    const std::string file = compress(GetParam(), text);
    EXPECT_EQ(compression_of(file), GetParam());
    EXPECT_EQ(decompressed(file), text);
  }
}

TEST_P(Codec, ReadsMembersOneAfterTheOther) {
  const std::string file = compress(GetParam(), "first\n") + compress(GetParam(), "") + compress(GetParam(), "last\n");
  EXPECT_EQ(decompressed(file), "first\nlast\n");
}

TEST_P(Codec, DoesNotDependOnHowBytesArrive) {
  const std::string text = sample_text(3, 200);
  const std::string file = compress(GetParam(), text) + compress(GetParam(), text);
  EXPECT_EQ(decompressed(file, 1), text + text);
  EXPECT_EQ(decompressed(file, 4096, 1), text + text);
  EXPECT_EQ(decompressed(file, 7, 3), text + text);
}

TEST_P(Codec, CountsTheBytesOfTheFile) {
  const std::string content = compress(GetParam(), sample_text(4, 3000));
  MemoryFileSystem files(kWholeFile);
  files.add("input", content);
  DecompressedFile file(files, "input");
  std::string buffer(1 << 20, '\0');
  EXPECT_EQ(file.bytes_consumed(), 0U);
  while (file.read(buffer) > 0) continue;
  EXPECT_EQ(file.bytes_consumed(), content.size());
}

TEST_P(Codec, RefusesEveryTruncation) {
  const std::string file = compress(GetParam(), sample_text(5, 40));
  for (std::size_t length = 6; length < file.size(); ++length) {
    const LoadError error = error_of(file.substr(0, length));
    EXPECT_EQ(error.path(), "input");
    EXPECT_THAT(error.place(), HasSubstr("byte "));
    EXPECT_THAT(error.found(), HasSubstr("truncated")) << length;
  }
}

TEST_P(Codec, NamesTheByteWhereATruncatedFileEnds) {
  const std::string file = compress(GetParam(), sample_text(5, 40));
  EXPECT_EQ(error_of(file.substr(0, 100)).place(), "byte 100");
}

TEST_P(Codec, NeverPassesAFlippedBitOn) {
  const std::string text = sample_text(6, 20);
  const std::string file = compress(GetParam(), text);
  std::size_t refused = 0;
  for (std::size_t bit = 8 * 6; bit < 8 * file.size(); ++bit) {
    std::string damaged = file;
    damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
    try {
      // Some bits mean nothing for the text: gzip's operating system, zstd's reserved ones.
      EXPECT_EQ(decompressed(damaged), text) << "bit " << bit;
    } catch (const LoadError&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 8 * (file.size() - 24));
}

TEST_P(Codec, RefusesWhatFollowsTheData) {
  const std::string file = compress(GetParam(), "text\n");
  for (const std::string tail : {"x", "garbage", "\n", "BZ", "\x1f"}) error_of(file + tail);
  EXPECT_THAT(error_of(file + "garbage").place(), HasSubstr("byte "));
}

TEST_P(Codec, SurvivesRandomBytes) {
  Random random(7);
  const std::string start = compress(GetParam(), sample_text(8, 5));
  for (int round = 0; round < 2000; ++round) {
    std::string file = start.substr(0, 6 + random.below(start.size() - 6));
    for (std::uint64_t i = random.below(100); i > 0; --i) file += static_cast<char>(random.next());
    try {
      decompressed(file);
    } catch (const LoadError& error) {
      EXPECT_EQ(error.path(), "input");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, Codec,
                         ::testing::Values(Compression::gzip, Compression::zstd, Compression::bzip2, Compression::xz),
                         [](const auto& codec) { return std::string(to_string(codec.param)); });

/// Binary rest that no format's decoder would take.
std::string noise() {
  std::string bytes;
  for (int i = 0; i < 300; ++i) bytes += static_cast<char>(i * i % 251);
  return bytes;
}

TEST(Decompress, DamagedMagicBytesAreNamed) {
  EXPECT_THAT(error_of("BZh9" + noise()).found(), HasSubstr("damaged bzip2"));
  EXPECT_THAT(error_of("BZh1" + noise()).found(), HasSubstr("damaged bzip2"));
  EXPECT_THAT(error_of("\xfd"
                       "7zXZx" +
                       noise())
                  .found(),
              HasSubstr("damaged xz"));
  EXPECT_THAT(error_of("\x28\xb5\x2f\xff" + noise()).found(), HasSubstr("damaged zstd"));
}

TEST_P(Codec, TruncatedMagicBytesAreNamed) {
  const std::string file = compress(GetParam(), sample_text(5, 40));
  const std::string name(to_string(GetParam()));
  for (std::size_t length = GetParam() == Compression::bzip2  ? 3
                            : GetParam() == Compression::zstd ? 2
                                                              : 1;
       length < 6; ++length) {
    const LoadError error = error_of(file.substr(0, length));
    EXPECT_THAT(error.expected(), HasSubstr(name)) << length;
    EXPECT_THAT(error.found(), AnyOf(HasSubstr("truncated"), HasSubstr("damaged " + name))) << length;
  }
}

TEST(Decompress, TextMayStartLikeBzip2) {
  for (const std::string text : {"BZh1 b", "BZh9.example\tb.example\n", "BZhost\n", "BZ", "(", "BZh0"}) {
    EXPECT_EQ(decompressed(text), text);
  }
}

TEST(Decompress, PassesPlainTextThrough) {
  EXPECT_EQ(decompressed(""), "");
  EXPECT_EQ(decompressed("a\tb\n"), "a\tb\n");
  EXPECT_EQ(decompressed("BZhost.example\tb\n", 3, 1), "BZhost.example\tb\n");
  EXPECT_EQ(compression_of("BZh5.example"), Compression::none);
}

TEST(Decompress, AllowsZerosAfterGzip) {
  const std::string file = compress(Compression::gzip, "text\n") + std::string(1000, '\0');
  EXPECT_EQ(decompressed(file), "text\n");
  EXPECT_THAT(error_of(file + "x").place(), HasSubstr("byte "));
}

TEST(Decompress, SkipsSkippableZstdFrames) {
  const std::string skippable(
      "\x50\x2a\x4d\x18\x03\x00\x00\x00"
      "abc",
      11);
  EXPECT_EQ(decompressed(skippable + compress(Compression::zstd, "text\n")), "text\n");
}

TEST(Decompress, RefusesAZstdWindowOfTwoGigabytes) {
  // Window descriptor 21 << 3: 2^(10 + 21) bytes.
  const std::string file("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9);
  EXPECT_THAT(error_of(file).found(), HasSubstr("memory"));
}

TEST(Decompress, RefusesAnXzDictionaryOfFourGigabytes) {
  std::string file = compress(Compression::xz, "text\n");
  // The block header follows the 12 bytes of the stream header: size, flags, sizes, then filter 0x21 with one byte of
  // properties, the dictionary's size; a CRC-32 ends it.
  const std::size_t filter = file.find("\x21\x01", 14);
  const std::size_t header = 4 * static_cast<std::size_t>(file[12]);
  ASSERT_LT(filter, 12 + header);
  file[filter + 2] = 40;
  const std::uint32_t crc = lzma_crc32(reinterpret_cast<const std::uint8_t*>(&file[12]), header, 0);
  for (std::size_t i = 0; i < 4; ++i) file[12 + header + i] = static_cast<char>(crc >> (8 * i));
  EXPECT_THAT(error_of(file).found(), HasSubstr("192 MiB"));
}

TEST(Decompress, NamesAMissingFile) { EXPECT_THROW(DecompressedFile(real_file_system(), "no-such-file"), IoError); }

}  // namespace
}  // namespace orbweb::test
