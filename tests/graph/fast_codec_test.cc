// The `fast` encoding: what goes in comes out, on every SIMD target, in any chunks; and damaged bytes never do harm.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "graph/codecs/fast_row_code.h"
#include "graph/error.h"
#include "graph/kernels/fast_decode.h"
#include "graph/kernels/simd_target.h"
#include "support/every_target.h"
#include "support/fast_rows.h"

namespace orbweb {
namespace {

using test::Random;
using namespace test::fast_rows;

/// Rows of random ids, with as many as `degree` gives.
Rows random_rows(std::uint64_t nodes, Random& random, const std::function<std::uint64_t(std::uint64_t)>& degree) {
  Rows rows(nodes);
  for (std::uint64_t row = 0; row < nodes; ++row) {
    std::set<NodeId> ids;
    for (std::uint64_t i = degree(row); i > 0; --i) ids.insert(static_cast<NodeId>(random.below(nodes)));
    rows[row] = sorted(ids);
  }
  return rows;
}

struct Shape {
  const char* name;
  std::function<Rows()> make;
};

std::vector<NodeId> every(std::uint64_t step, std::uint64_t end) {
  std::vector<NodeId> ids;
  for (std::uint64_t id = 0; id < end; id += step) ids.push_back(static_cast<NodeId>(id));
  return ids;
}

std::vector<Shape> shapes() {
  return {
      {"NoNodes", [] { return Rows(); }},
      {"OneDangling", [] { return Rows(1); }},
      {"OneLoop", [] { return Rows{{0}}; }},
      {"AllDangling", [] { return Rows(200); }},
      {"SelfLoops",
       [] {
         Rows rows(130);
         for (std::uint64_t row = 0; row < rows.size(); ++row) rows[row] = {static_cast<NodeId>(row)};
         return rows;
       }},
      {"Complete", [] { return Rows(150, every(1, 150)); }},
      {"RunsOfEveryLength",
       [] {
         Rows rows(700);
         for (std::uint64_t row = 0; row < 600; ++row) rows[row] = every(1, row);
         return rows;
       }},
      {"CopiesOfEveryLength",
       [] {
         Rows rows(1300);
         for (std::uint64_t row = 0; row < 640; ++row) {
           rows[row] = every(2, 2 * (row / 2));
           if (row % 2 == 1) rows[row].push_back(1299);
         }
         return rows;
       }},
      {"SkipsOfEveryLength",
       [] {
         Rows rows(1400);
         for (std::uint64_t row = 0; row < 640; ++row) {
           rows[row] = every(2, 1300);
           if (row % 2 == 1) rows[row].erase(rows[row].begin() + 3, rows[row].begin() + 3 + static_cast<int>(row / 2));
         }
         return rows;
       }},
      {"ListsOfEveryLengthAndDistance",
       [] {
         Rows rows(40'000);
         for (std::uint64_t row = 0; row < 20'000; row += 3) {
           const std::uint64_t begin = row % 2 == 0 ? row + row % 300 : row * 7919 % 39'000;
           for (std::uint64_t i = 0; i <= row % 40; ++i)
             rows[row].push_back(static_cast<NodeId>(begin + i * (2 + row % 17)));
         }
         return rows;
       }},
      {"Random",
       [] {
         Random random(1);
         return random_rows(3000, random, [&](std::uint64_t) { return random.below(30); });
       }},
      {"RandomDense",
       [] {
         Random random(2);
         return random_rows(200, random, [&](std::uint64_t) { return random.below(300); });
       }},
      {"WebLike",
       [] {
         Random random(3);
         return web_rows(5000, random);
       }},
      {"Hubs",
       [] {
         Random random(4);
         return random_rows(20'000, random, [&](std::uint64_t row) { return row % 5000 == 7 ? 60'000 : row % 2; });
       }},
  };
}

void expect_equal(const Rows& rows, const FastAdjacency& adjacency) {
  ASSERT_EQ(adjacency.num_nodes(), rows.size());
  RowBlock block;
  adjacency.read_rows(0, rows.size(), block);
  ASSERT_EQ(block.num_rows(), rows.size());
  std::uint64_t arcs = 0;
  for (std::uint64_t row = 0; row < rows.size(); ++row) {
    ASSERT_THAT(std::vector<NodeId>(block[row].begin(), block[row].end()), testing::ContainerEq(rows[row])) << row;
    ASSERT_EQ(adjacency.first_arc(row), arcs) << row;
    ASSERT_EQ(adjacency.degree(static_cast<NodeId>(row)), rows[row].size()) << row;
    arcs += rows[row].size();
  }
  EXPECT_EQ(adjacency.first_arc(rows.size()), arcs);
  EXPECT_EQ(adjacency.num_arcs(), arcs);
}

class FastCodecOnEveryTarget : public test::EveryTarget {};

TEST_P(FastCodecOnEveryTarget, ReadsWhatWasWritten) {
  for (const Shape& shape : shapes()) {
    SCOPED_TRACE(shape.name);
    const Rows rows = shape.make();
    expect_equal(rows, encode(rows).open());
  }
}

TEST_P(FastCodecOnEveryTarget, ReadsAnyNumberOfNodes) {
  for (std::uint64_t nodes = 1; nodes <= 200; ++nodes) {
    Random random(nodes);
    const Rows rows = web_rows(nodes, random);
    expect_equal(rows, encode(rows).open());
  }
}

TEST_P(FastCodecOnEveryTarget, OneRowIsAsInTheScan) {
  for (const Shape& shape : shapes()) {
    SCOPED_TRACE(shape.name);
    const Rows rows = shape.make();
    const Encoded encoded = encode(rows);
    const FastAdjacency adjacency = encoded.open();
    std::vector<NodeId> row{1, 2, 3};
    for (std::uint64_t node = rows.size(); node-- > 0;) {
      adjacency.read_row(static_cast<NodeId>(node), row);
      ASSERT_THAT(row, testing::ContainerEq(rows[node])) << node;
    }
  }
}

TEST_P(FastCodecOnEveryTarget, OperandBytesEqualTheirTwinForEveryLengthAndAlignment) {
  Random random(5);
  std::vector<std::uint8_t> tokens(256 + kReadablePadding);
  for (std::uint8_t& token : tokens) token = static_cast<std::uint8_t>(random.next());
  for (std::size_t offset = 0; offset < 32; ++offset) {
    for (std::size_t size = 0; size <= 4 * 32 + 3; ++size) {
      const auto part = std::span<const std::uint8_t>(tokens).subspan(offset, size);
      EXPECT_EQ(fast::operand_bytes(part), fast::scalar::operand_bytes(part)) << offset << " " << size;
    }
  }
}

/// A row of one code without reference, as a decoder takes it.
fast::RowPart part_of(const fast::RowCode& code, std::uint64_t node, std::uint64_t degree,
                      std::vector<std::uint8_t>& bytes) {
  const std::size_t num_tokens = code.tokens().size();
  bytes.assign(code.tokens().begin(), code.tokens().end());
  bytes.insert(bytes.end(), code.operands().begin(), code.operands().end());
  bytes.resize(bytes.size() + kReadablePadding);
  return {node, degree, num_tokens, bytes.data(), bytes.data() + num_tokens};
}

TEST_P(FastCodecOnEveryTarget, IdsReachUpTo32Bits) {
  const std::uint64_t num_nodes = std::uint64_t{1} << 32;
  const NodeId last = 0xffffffffU;
  std::vector<NodeId> far;
  for (unsigned bit = 0; bit < 32; ++bit) far.push_back(NodeId{1} << bit);
  std::vector<NodeId> run;
  for (NodeId id = last - 40; id != 0; ++id) run.push_back(id);
  for (const auto& ids : {std::vector<NodeId>{0}, {last}, {0, last}, {1, 2, 3, last - 1, last}, far, run}) {
    for (const std::uint64_t node : {std::uint64_t{0}, std::uint64_t{77'777}, num_nodes - 1}) {
      fast::RowCode code;
      code.encode(node, ids, {});
      std::vector<std::uint8_t> bytes;
      const fast::RowPart part = part_of(code, node, ids.size(), bytes);
      const std::array<std::uint64_t, 2> offsets{0, ids.size()};
      std::vector<NodeId> output(ids.size() + fast::kOutputPadding);
      ASSERT_EQ(fast::decode_chain({&part, 1}, output.data()), fast::Damage::none);
      EXPECT_TRUE(fast::in_order(offsets, num_nodes, output.data()));
      EXPECT_EQ(fast::in_order(offsets, last, output.data()), ids.back() != last);
      output.resize(ids.size());
      EXPECT_THAT(output, testing::ContainerEq(ids));
    }
  }
}

TEST(FastCodec, MoreNodesThan32BitsAreRefused) {
  const Encoded encoded = encode(Rows(3));
  EXPECT_THROW(FastAdjacency(StoredBytes(encoded.data), StoredBytes(encoded.index), (std::uint64_t{1} << 32) + 1, 0),
               LimitError);
}

TEST(FastCodec, TheExampleOfTheFormatIsItself) {
  const Encoded encoded = encode({{1, 2}, {}, {1, 2}});
  EXPECT_EQ(std::string(encoded.data.begin(), encoded.data.end()),
            std::string("\x01\x00\x41\x02\x00\x02\x1a\x10\x01", 9));
  ASSERT_EQ(encoded.index.size(), 32U);
  EXPECT_EQ(fast::load_u64(encoded.index.data() + 16), 9U);
  EXPECT_EQ(fast::load_u64(encoded.index.data() + 24), 4U);
}

TEST(FastCodec, ChunksGiveTheSameBytes) {
  Random random(8);
  const Rows rows = web_rows(1000, random);
  const Encoded whole = encode(rows);
  for (const std::uint64_t chunk : {64U, 128U, 640U}) {
    const Encoded cut = encode(rows, chunk);
    EXPECT_EQ(cut.data, whole.data);
    EXPECT_EQ(cut.index, whole.index);
  }
}

TEST(FastCodec, RangesMayBeginAndEndAnywhere) {
  Random random(9);
  const Rows rows = web_rows(300, random);
  const Encoded encoded = encode(rows);
  const FastAdjacency adjacency = encoded.open();
  RowBlock block;
  for (std::uint64_t first = 0; first <= 300; first += 7) {
    for (std::uint64_t last = first; last <= 300; last += 11) {
      adjacency.read_rows(first, last, block);
      ASSERT_EQ(block.first, first);
      ASSERT_EQ(block.num_rows(), last - first);
      for (std::uint64_t row = first; row < last; ++row) {
        ASSERT_TRUE(std::ranges::equal(block[row - first], rows[row])) << first << " to " << last << ", row " << row;
      }
    }
  }
}

TEST(FastCodec, MissingAndMisplacedRowsAreArgumentErrors) {
  const Rows rows(130, {1});
  MemoryFile data, index;
  FastEncoder encoder(data, index, 130);
  EXPECT_THROW(encoder.append(encoder.encode(block_of(rows, 64, 130))), ArgumentError);
  encoder.append(encoder.encode(block_of(rows, 0, 100)));
  EXPECT_THROW(encoder.append(encoder.encode(block_of(rows, 100, 130))), ArgumentError);
  EXPECT_THROW(encoder.finish(), ArgumentError);
}

std::uint64_t varint_bytes(std::uint64_t value) { return value < 128 ? 1 : 1 + varint_bytes(value >> 7); }

std::uint64_t varint_bytes(const Rows& rows) {
  std::uint64_t bytes = 0;
  for (const auto& row : rows) {
    bytes += varint_bytes(row.size());
    for (std::size_t i = 0; i < row.size(); ++i) bytes += varint_bytes(i == 0 ? row[i] : row[i] - row[i - 1] - 1);
  }
  return bytes;
}

// A header per row, and two bytes for gaps of 32 to 127: the price of tokens that say all sizes.
TEST(FastCodec, WithoutCopiesRowsTakeAQuarterMoreThanVarintsAtMost) {
  Random random(10);
  const Rows rows = random_rows(20'000, random, [&](std::uint64_t) { return random.below(40); });
  EXPECT_LT(encode(rows).data.size() * 4, varint_bytes(rows) * 5);
}

TEST(FastCodec, CopiesAndRunsTakeLittle) {
  const Rows copies(6400, every(3, 6400)), runs(6400, every(1, 6400));
  // One row of eight is no copy: rows refer to rows that refer to none, at most 7 before.
  EXPECT_LT(encode(copies).data.size() * 6, std::uint64_t{6400} * 2134);
  EXPECT_LT(encode(runs).data.size(), 6400 * 20);
}

INSTANTIATE_TEST_SUITE_P(Targets, FastCodecOnEveryTarget, testing::ValuesIn(simd_targets()),
                         [](const auto& parameter) { return parameter.param; });

}  // namespace
}  // namespace orbweb
