// The builder's names: tables, dictionaries, their order, their runs on disk.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>
#include <string>

#include "graph/build/dictionary.h"
#include "graph/build/name_runs.h"
#include "graph/build/name_sort.h"
#include "graph/build/name_table.h"
#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/name_key.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

TEST(NameTable, NumbersDistinctTextsAsTheyCome) {
  NameTable table(3, 7);
  std::map<std::string, std::uint32_t> expected;
  test::Random random(5);
  for (int i = 0; i < 50000; ++i) {
    const std::string text = std::to_string(random.below(9000));
    const auto id = static_cast<std::uint32_t>(3 + 7 * expected.size());
    const auto [entry, is_new] = expected.emplace(text, id);
    EXPECT_EQ(table.insert(text, std::hash<std::string>()(text)), entry->second);
  }
  ASSERT_EQ(table.size(), expected.size());
  std::map<std::string, std::uint32_t> stored;
  table.for_each([&](NameRecord record) { stored.emplace(record.key(), record.id()); });
  EXPECT_EQ(stored, expected);
}

TEST(NameTable, KeepsTextsApartWhoseHashesAreEqual) {
  NameTable table(0, 1);
  for (std::uint32_t i = 0; i < 100; ++i) EXPECT_EQ(table.insert(std::to_string(i), 42), i);
  for (std::uint32_t i = 0; i < 100; ++i) EXPECT_EQ(table.insert(std::to_string(i), 42), i);
}

TEST(NameTable, TakesTheLongestNamesAndRefusesLongerOnes) {
  NameTable table(0, 1);
  std::string name(NameTable::kMaxKeyLength, 'a');
  EXPECT_EQ(table.insert(name, 1), 0U);
  name.back() = 'b';
  EXPECT_EQ(table.insert(name, 1), 1U);
  EXPECT_EQ(table.insert(name, 1), 1U);
  EXPECT_THROW(table.insert(name + 'c', 2), LimitError);
}

/// Keys as of the web, and worse: long common beginnings, zeros inside and at the end, one beginning another.
std::set<std::string> hard_keys(std::size_t count, std::uint64_t seed) {
  test::Random random(seed);
  std::set<std::string> keys = {
      "",         std::string(1, '\0'),  std::string(2, '\0'), std::string(8, '\0'), std::string(9, '\0'),
      "\xff\xff", std::string(3000, 'x')};
  const std::string host = key_from_name("https://www.a-rather-long-host.example.com/some/folder/");
  while (keys.size() < count) {
    std::string key = random.below(3) == 0 ? std::string() : host.substr(0, random.below(host.size()));
    const std::uint64_t length = random.below(20);
    for (std::uint64_t i = 0; i < length; ++i) key.push_back(static_cast<char>(random.below(4) * 85));
    keys.insert(key);
    if (random.below(8) == 0) keys.insert(std::string(random.below(300) * 8, 'x') + key);
  }
  return keys;
}

struct Sorted {
  NameTable table{0, 1};
  std::vector<NameRecord> records;

  explicit Sorted(const std::set<std::string>& keys, int threads) {
    std::vector<std::string> shuffled(keys.begin(), keys.end());
    test::Random random(9);
    for (std::size_t i = shuffled.size(); i > 1; --i) std::swap(shuffled[i - 1], shuffled[random.below(i)]);
    for (const std::string& key : shuffled) table.insert(key, hash_of(bytes_of(std::string_view(key))));
    table.for_each([&](NameRecord record) { records.push_back(record); });
    sort_names(records, threads);
  }
};

TEST(NameSort, GivesByteOrder) {
  for (const std::size_t count : {8U, 20U, 500U, 40000U}) {
    const std::set<std::string> keys = hard_keys(count, count);
    for (const int threads : {1, 2}) {
      const Sorted sorted(keys, threads);
      EXPECT_TRUE(std::equal(keys.begin(), keys.end(), sorted.records.begin(), sorted.records.end(),
                             [](const std::string& key, NameRecord record) { return key == record.key(); }))
          << count << " names, " << threads << " threads";
    }
  }
}

TEST(NameSort, NamesThatShareAllButTheirEndsNeedNoDeepStack) {
  std::set<std::string> keys;
  for (int i = 0; i < 200; ++i) keys.insert(std::string(100000 + static_cast<std::size_t>(i) * 8, 'x'));
  const Sorted sorted(keys, 1);
  EXPECT_EQ(sorted.records.front().key().size(), 100000U);
  EXPECT_EQ(sorted.records.back().key().size(), 100000U + 199 * 8);
}

TEST(NameRuns, AreReadAsTheyWereWritten) {
  const std::set<std::string> keys = hard_keys(3000, 4);
  const Sorted sorted(keys, 1);
  SpillSpace space(real_file_system(), std::filesystem::temp_directory_path());
  SpillFile file(space);
  const SpilledBytes run = write_names(file, sorted.records);
  EXPECT_EQ(space.peak_bytes(), run.size);
  for (const std::size_t buffer_size : {1U, 7U, 1U << 20}) {
    NameRunReader reader(file, run, buffer_size);
    for (const NameRecord record : sorted.records) {
      ASSERT_TRUE(reader.next());
      EXPECT_EQ(reader.key(), record.key());
      EXPECT_EQ(reader.id(), record.id());
    }
    EXPECT_FALSE(reader.next());
  }
}

TEST(NameRuns, ThatEndEarlyAreAnIoError) {
  const Sorted sorted(hard_keys(100, 4), 1);
  SpillSpace space(real_file_system(), std::filesystem::temp_directory_path());
  SpillFile file(space);
  SpilledBytes run = write_names(file, sorted.records);
  --run.pieces.back().size;
  NameRunReader reader(file, run, 64);
  EXPECT_THROW(while (reader.next()) continue, IoError);
}

}  // namespace
}  // namespace orbweb
