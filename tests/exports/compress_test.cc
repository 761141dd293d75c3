#include "exports/compress.h"

#include <gtest/gtest.h>

#include <string>

#include "loaders/decompress.h"
#include "support/data.h"
#include "support/random_graph.h"

namespace orbweb::test {
namespace {

class WriterTest : public ::testing::TestWithParam<OutputCompression> {};

std::string written(OutputCompression compression, const std::string& text, std::size_t step) {
  const TemporaryFolder folder;
  const auto file = real_file_system().create(folder / "file");
  const auto writer = CompressedWriter::make(compression, *file);
  for (std::size_t at = 0; at < text.size(); at += step) writer->write(std::string_view(text).substr(at, step));
  writer->finish();
  file->close();
  return read_file(folder / "file");
}

TEST_P(WriterTest, WritesWhatTheReaderReads) {
  Random random(1);
  std::string text;
  for (int i = 0; i < 200000; ++i) text += std::to_string(random.next());
  for (const std::string& content : {std::string(), std::string("a"), text}) {
    const TemporaryFolder folder;
    DecompressedFile file(real_file_system(), folder.write("file", written(GetParam(), content, 10007)));
    std::string back;
    std::string buffer(1 << 16, '\0');
    while (const std::size_t count = file.read(buffer)) back.append(buffer, 0, count);
    EXPECT_EQ(back, content);
  }
}

TEST_P(WriterTest, WritesTheSameBytesEveryTime) {
  EXPECT_EQ(written(GetParam(), "some text", 3), written(GetParam(), "some text", 3));
}

INSTANTIATE_TEST_SUITE_P(All, WriterTest,
                         ::testing::Values(OutputCompression::none, OutputCompression::gzip, OutputCompression::zstd));

TEST(OutputCompression, IsToldByTheLastExtension) {
  EXPECT_EQ(output_compression_of("a.tsv.gz"), OutputCompression::gzip);
  EXPECT_EQ(output_compression_of("a.tsv.zst"), OutputCompression::zstd);
  EXPECT_EQ(output_compression_of("a.gz.tsv"), OutputCompression::none);
}

}  // namespace
}  // namespace orbweb::test
