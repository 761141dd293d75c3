// Hostile bytes in the `fast` encoding: an error, or rows that are rows.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "graph/error.h"
#include "graph/kernels/simd_target.h"
#include "graph/store.h"
#include "support/data.h"
#include "support/fast_rows.h"

namespace orbweb {
namespace {

using test::Random;
using namespace test::fast_rows;

/// What reading gives: rows, or the error's text.
struct Outcome {
  Rows rows;
  std::vector<std::string> errors;
  bool operator==(const Outcome&) const = default;
};

void expect_well_formed(std::span<const NodeId> row, std::uint64_t num_nodes) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    ASSERT_LT(row[i], num_nodes);
    ASSERT_TRUE(i == 0 || row[i - 1] < row[i]);
  }
}

/// Reads everything in every way; whatever comes back has to be well formed.
Outcome read_all(const Encoded& encoded) {
  Outcome outcome;
  const auto attempt = [&](const auto& read) {
    try {
      read();
    } catch (const LoadError& error) {
      outcome.errors.emplace_back(error.what());
    }
  };
  attempt([&] {
    const FastAdjacency adjacency = encoded.open();
    std::vector<NodeId> row;
    for (std::uint64_t node = 0; node < encoded.num_nodes; ++node) {
      attempt([&] {
        adjacency.read_row(static_cast<NodeId>(node), row);
        expect_well_formed(row, encoded.num_nodes);
        outcome.rows.push_back(row);
      });
      attempt([&] { EXPECT_LE(adjacency.degree(static_cast<NodeId>(node)), encoded.num_arcs); });
      attempt([&] { EXPECT_LE(adjacency.first_arc(node), encoded.num_arcs); });
    }
    RowBlock block;
    adjacency.read_rows(0, encoded.num_nodes, block);
    for (std::uint64_t i = 0; i < block.num_rows(); ++i) {
      expect_well_formed(block[i], encoded.num_nodes);
      outcome.rows.emplace_back(block[i].begin(), block[i].end());
    }
  });
  return outcome;
}

Encoded small_web() {
  Random random(6);
  Rows rows = web_rows(80, random);
  for (NodeId id = 0; id < 80; id += 2) rows[70].push_back(id);  // a row of many operations
  std::sort(rows[70].begin(), rows[70].end());
  rows[70].erase(std::unique(rows[70].begin(), rows[70].end()), rows[70].end());
  return encode(rows);
}

TEST(FastCodec, AnyFlippedBitIsAnErrorOrLeavesSoundRowsTheSameOnEveryTarget) {
  const std::string before = simd_target();
  Encoded encoded = small_web();
  std::uint64_t seen = 0, flips = 0;
  for (std::vector<char>* file : {&encoded.data, &encoded.index}) {
    for (std::size_t bit = 0; bit < 8 * file->size(); ++bit) {
      char& byte = (*file)[bit / 8];
      byte = static_cast<char>(byte ^ 1 << bit % 8);
      const Outcome outcome = read_all(encoded);
      force_simd_target(simd_targets().back());
      EXPECT_TRUE(read_all(encoded) == outcome) << "bit " << bit;
      force_simd_target(before);
      byte = static_cast<char>(byte ^ 1 << bit % 8);
      seen += !outcome.errors.empty();
      ++flips;
    }
  }
  EXPECT_GT(seen, flips / 4);
}

TEST(FastCodec, RandomBytesDoNoHarm) {
  Encoded encoded = small_web();
  Random random(7);
  for (int round = 0; round < 2000; ++round) {
    Encoded damaged = encoded;
    for (std::uint64_t i = 1 + random.below(20); i > 0; --i) {
      damaged.data[random.below(damaged.data.size())] = static_cast<char>(random.next());
    }
    read_all(damaged);
  }
}

TEST(FastCodec, TruncatedFilesAreErrors) {
  const Encoded encoded = small_web();
  for (std::size_t size = 0; size < encoded.data.size(); ++size) {
    Encoded damaged = encoded;
    damaged.data.resize(size);
    EXPECT_THROW(damaged.open(), LoadError) << size;
  }
  for (std::size_t size = 0; size < encoded.index.size(); ++size) {
    Encoded damaged = encoded;
    damaged.index.resize(size);
    EXPECT_THROW(damaged.open(), LoadError) << size;
  }
}

TEST(FastCodec, AnErrorNamesFileAndBlock) {
  Encoded encoded = encode(Rows(150, {1, 2, 3, 50}));
  encoded.data[0] = static_cast<char>(0xe1);  // the first row cannot refer to one before
  RowBlock rows;
  try {
    encoded.open().read_rows(0, 150, rows);
    FAIL() << "the damage was not seen";
  } catch (const LoadError& error) {
    EXPECT_EQ(error.path(), "memory");
    EXPECT_EQ(error.place(), "byte 0");
    EXPECT_THAT(error.expected(), testing::HasSubstr("block of row 0"));
  }
}

TEST(FastCodec, AnyFlippedByteOfAStoredWebIsAnErrorOfItsFile) {
  const test::TemporaryFolder folder;
  const std::filesystem::path web = folder / "web";
  save_web(test::random_web({.seed = 3, .nodes = 100, .arcs = 600}), web, {.encoding = "fast"});
  for (const std::string name :
       {"successors.blocks", "successors.index", "predecessors.blocks", "predecessors.index"}) {
    const std::string content = test::read_file(web / name);
    for (std::size_t i = 0; i < content.size(); ++i) {
      std::string damaged = content;
      damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
      std::ofstream(web / name, std::ios::binary) << damaged;
      try {
        const Web opened = open_web(web);
        decode(opened.successors());
        decode(opened.predecessors());
        FAIL() << name << " byte " << i;
      } catch (const LoadError& error) {
        EXPECT_THAT(error.path(), testing::EndsWith(name));
      }
    }
    std::ofstream(web / name, std::ios::binary) << content.substr(0, content.size() - 1);
    EXPECT_THROW(open_web(web), LoadError) << name;
    std::ofstream(web / name, std::ios::binary) << content;
  }
}

}  // namespace
}  // namespace orbweb
