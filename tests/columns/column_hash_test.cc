#include "columns/column_hash.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <vector>

namespace orbweb::test {
namespace {

std::string hash_of_bytes(std::string_view bytes) {
  StreamHash hash;
  hash.add(bytes);
  return hash.hex();
}

std::string hash_of_text(const std::vector<std::string_view>& texts) {
  ColumnHash hash;
  hash.add(ColumnData{.type = ColumnType::text, .texts = texts});
  return hash.hex();
}

// As docs/data-dictionary.md has it, so that others can compute it.
TEST(ColumnHash, IsOfLengthsAndTextOrOfEightBytesEach) {
  using namespace std::string_literals;
  EXPECT_EQ(hash_of_text({"ab", "", "c"}), hash_of_bytes("\2\0\0\0\0\0\0\0ab\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0c"s));
  ColumnHash integers, numbers;
  integers.add(ColumnData{.type = ColumnType::integer, .integers = {1, 258}});
  EXPECT_EQ(integers.hex(), hash_of_bytes("\1\0\0\0\0\0\0\0\2\1\0\0\0\0\0\0"s));
  numbers.add(ColumnData{.type = ColumnType::number, .numbers = {1.0}});
  EXPECT_EQ(numbers.hex(), hash_of_bytes("\0\0\0\0\0\0\xf0\x3f"s));
}

TEST(ColumnHash, IsTheSameForWhatIsWrittenAndRead) {
  const std::vector<std::uint64_t> integers = {3, 2, 1};
  const std::vector<double> numbers = {0.5, -0.0, 1e300};
  const std::vector<std::uint8_t> flags = {1, 0, 1};
  const std::vector<std::int32_t> offsets = {0, 2, 2, 5};
  const std::vector<std::pair<ColumnPart, ColumnData>> pairs = {
      {std::span(integers), {.type = ColumnType::integer, .integers = {3, 2, 1}}},
      {std::span(numbers), {.type = ColumnType::number, .numbers = numbers}},
      {std::span(flags), {.type = ColumnType::flag, .integers = {1, 0, 1}}},
      {TextValues{offsets, "abcde"}, {.type = ColumnType::text, .texts = {"ab", "", "cde"}}}};
  for (const auto& [part, data] : pairs) {
    ColumnHash written, read;
    written.add(part);
    read.add(data);
    EXPECT_EQ(written.hex(), read.hex()) << to_string(data.type);
  }
}

TEST(ColumnHash, IsTheSameHoweverRowsComeInParts) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < 300; ++i) texts.push_back(std::string(i * i, 'x'));
  ColumnHash one_by_one;
  for (const std::string& text : texts) one_by_one.add(ColumnData{.type = ColumnType::text, .texts = {text}});
  EXPECT_EQ(one_by_one.hex(), hash_of_text({texts.begin(), texts.end()}));
}

TEST(ColumnHash, TellsWhereATextEnds) { EXPECT_NE(hash_of_text({"ab", "c"}), hash_of_text({"a", "bc"})); }

}  // namespace
}  // namespace orbweb::test
