#include "columns/column_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <numeric>
#include <stop_token>
#include <string>
#include <vector>

#include "graph/error.h"
#include "support/column_table.h"
#include "support/data.h"

namespace orbweb::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::uint64_t kMegabyte = std::uint64_t{1} << 20;

class ColumnFile : public ::testing::TestWithParam<ColumnFormat> {
 protected:
  void SetUp() override {
    if (!has_column_files()) GTEST_SKIP() << "this build has no Arrow";
  }
  std::filesystem::path write(const ColumnTable& table, int times = 1) const {
    return folder_.write("t", table.bytes(GetParam(), times));
  }
  static std::unique_ptr<ColumnFileReader> open(const std::filesystem::path& path, const ColumnReadOptions& options) {
    return ColumnFileReader::open(real_file_system(), path, options);
  }
  /// Rows, each batch let go before the next.
  static std::uint64_t count_rows(ColumnFileReader& file) {
    std::uint64_t rows = 0;
    while (const std::unique_ptr<ColumnBatch> batch = file.next()) rows += batch->num_rows;
    return rows;
  }

  const TemporaryFolder folder_;
};

/// 8 MB that a file holds in a few kilobytes.
std::vector<std::string> long_texts() { return std::vector<std::string>(8000, std::string(1000, 'x')); }

TEST_P(ColumnFile, IsReadInTheMemoryGranted) {
  const auto path = write(ColumnTable().text("a", long_texts()), 20);
  const auto file = open(path, {.memory_limit = 12 * kMegabyte});
  EXPECT_EQ(count_rows(*file), 160'000U);
  EXPECT_FALSE(file->is_short_of_memory());
}

TEST_P(ColumnFile, ThatTakesMoreMemoryThanGrantedIsNoDamagedFile) {
  const auto path = write(ColumnTable().text("a", long_texts()));
  const auto file = open(path, {.memory_limit = kMegabyte / 2});
  try {
    count_rows(*file);
    FAIL() << "read";
  } catch (const LimitError& error) {
    EXPECT_THAT(error.what(), HasSubstr(path.string()));
    EXPECT_THAT(error.what(), HasSubstr("write it again in smaller record batches"));
  }
}

TEST_P(ColumnFile, TellsWhenBatchesThatAreHeldTakeMuch) {
  const auto path = write(ColumnTable().text("a", long_texts()), 3);
  const auto file = open(path, {.memory_limit = 16 * kMegabyte});
  std::vector<std::unique_ptr<ColumnBatch>> held;
  while (!file->is_short_of_memory()) {
    held.push_back(file->next());
    ASSERT_NE(held.back(), nullptr) << "read to the end";
  }
  held.clear();
  EXPECT_FALSE(file->is_short_of_memory());
}

TEST_P(ColumnFile, ReadsNothingOfColumnsThatWereNotChosen) {
  std::vector<std::uint64_t> numbers(8000);
  std::iota(numbers.begin(), numbers.end(), 0U);
  const auto path = write(ColumnTable()
                              .text("before", long_texts())
                              .integers("b", numbers)
                              .text("between", long_texts())
                              .integers("d", numbers));
  const auto file = open(path, {.memory_limit = kMegabyte});
  file->choose({3, 1});
  const auto batch = file->next();
  ASSERT_NE(batch, nullptr);
  ASSERT_EQ(batch->columns.size(), 2U);
  EXPECT_EQ(batch->columns[0].integers[7], 7);
  EXPECT_EQ(batch->columns[1].integers[8], 8);
}

// The order of a choice is that of the batch, whatever that of the file.
TEST_P(ColumnFile, GivesColumnsInTheOrderOfTheChoice) {
  const auto path = write(ColumnTable().integers("a", {1}).text("b", {"x"}).numbers("c", {0.5}).integers("d", {4}));
  const auto file = open(path, {});
  file->choose({3, 0, 2});
  const auto batch = file->next();
  ASSERT_NE(batch, nullptr);
  EXPECT_THAT(batch->columns[0].integers, ElementsAre(4));
  EXPECT_THAT(batch->columns[1].integers, ElementsAre(1));
  EXPECT_THAT(batch->columns[2].numbers, ElementsAre(0.5));
}

TEST_P(ColumnFile, StopsWhereItIsAskedTo) {
  const auto path = write(ColumnTable().integers("a", std::vector<std::uint64_t>(200'000, 1)));
  std::stop_source stop;
  const auto file = open(path, {.stop = stop.get_token()});
  ASSERT_NE(file->next(), nullptr);
  stop.request_stop();
  EXPECT_THROW(file->next(), Cancelled);
}

TEST_P(ColumnFile, HoldsMetadataThatIsKnownAtTheEndAlone) {
  MemoryFile bytes;
  const auto writer = ColumnFileWriter::make(GetParam(), {{"a", ColumnType::integer}}, {{"first", "1"}}, bytes);
  const std::vector<std::uint64_t> values = {1, 2};
  writer->write(std::vector<ColumnPart>{std::span<const std::uint64_t>(values)});
  writer->add_metadata("last", "2");
  writer->finish();
  const std::vector<char> content = bytes.take();
  const auto file = open(folder_.write("t", {content.data(), content.size()}), {});
  EXPECT_EQ(file->metadata("first"), "1");
  EXPECT_EQ(file->metadata("last"), "2");
  EXPECT_EQ(file->metadata("none"), std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(Formats, ColumnFile, ::testing::Values(ColumnFormat::parquet, ColumnFormat::arrow),
                         [](const auto& tested) {
                           return tested.param == ColumnFormat::parquet ? "parquet" : "arrow";
                         });

}  // namespace
}  // namespace orbweb::test
