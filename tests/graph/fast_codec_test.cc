// The `fast` encoding: what goes in comes out, on every SIMD target, in any chunks; and damaged bytes never do harm.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "graph/codecs/fast_adjacency.h"
#include "graph/codecs/fast_encoder.h"
#include "graph/codecs/fast_row_code.h"
#include "graph/error.h"
#include "graph/kernels/fast_decode.h"
#include "graph/kernels/simd_target.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using test::Random;
using Rows = std::vector<std::vector<NodeId>>;

class MemoryFile : public OutputFile {
 public:
  void write(std::span<const char> bytes) override { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void sync() override {}
  void close() override {}
  const std::vector<char>& bytes() const { return bytes_; }

 private:
  std::vector<char> bytes_;
};

struct Encoded {
  std::vector<char> data, index;
  std::uint64_t num_nodes = 0, num_arcs = 0;

  FastAdjacency open() const { return {StoredBytes(data), StoredBytes(index), num_nodes, num_arcs}; }
};

RowBlock block_of(const Rows& rows, std::uint64_t first, std::uint64_t last) {
  RowBlock block;
  block.clear(first);
  for (std::uint64_t row = first; row < last; ++row) {
    block.targets.insert(block.targets.end(), rows[row].begin(), rows[row].end());
    block.offsets.push_back(block.targets.size());
  }
  return block;
}

Encoded encode(const Rows& rows, std::uint64_t rows_per_chunk = ~std::uint64_t{0}) {
  MemoryFile data, index;
  FastEncoder encoder(data, index, rows.size());
  Encoded encoded;
  for (std::uint64_t first = 0; first < rows.size();) {
    const std::uint64_t last = first + std::min(rows_per_chunk, rows.size() - first);
    const RowBlock chunk = block_of(rows, first, last);
    encoded.num_arcs += chunk.num_arcs();
    encoder.append(encoder.encode(chunk));
    first = last;
  }
  encoder.finish();
  encoded.data = data.bytes();
  encoded.index = index.bytes();
  encoded.num_nodes = rows.size();
  return encoded;
}

std::vector<NodeId> sorted(const std::set<NodeId>& ids) { return {ids.begin(), ids.end()}; }

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

/// As a site's pages are: a row is mostly a copy of one a little before, with runs and a few ids of its own.
Rows web_rows(std::uint64_t nodes, Random& random) {
  Rows rows(nodes);
  for (std::uint64_t row = 0; row < nodes; ++row) {
    std::set<NodeId> ids;
    if (random.below(5) == 0) continue;
    const std::uint64_t back = 1 + random.below(12);
    if (back <= row && random.below(4) > 0) {
      for (const NodeId id : rows[row - back]) {
        if (random.below(8) > 0) ids.insert(id);
      }
    }
    for (std::uint64_t runs = random.below(3); runs > 0; --runs) {
      const std::uint64_t begin = random.below(nodes), length = random.below(random.below(20) == 0 ? 500 : 20);
      for (std::uint64_t id = begin; id < std::min(nodes, begin + length); ++id) ids.insert(static_cast<NodeId>(id));
    }
    for (std::uint64_t i = random.below(4); i > 0; --i) ids.insert(static_cast<NodeId>(random.below(nodes)));
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

class FastCodecOnEveryTarget : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    before_ = simd_target();
    force_simd_target(GetParam());
  }
  void TearDown() override { force_simd_target(before_); }

 private:
  std::string before_;
};

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

/// Rows of one code without reference, as a decoder takes them.
fast::Rows rows_of(const fast::RowCode& code, std::uint64_t node, std::uint64_t degree,
                   std::vector<std::uint8_t>& bytes) {
  const std::size_t num_tokens = code.tokens().size();
  bytes.assign(code.tokens().begin(), code.tokens().end());
  bytes.insert(bytes.end(), code.operands().begin(), code.operands().end());
  bytes.resize(bytes.size() + kReadablePadding);
  fast::Rows rows;
  rows.size = 1;
  rows.start[0] = {node, 0};
  rows.begin[0] = 0;
  rows.begin[1] = degree;
  rows.num_operations[0] = num_tokens;
  rows.tokens = {bytes.data(), num_tokens};
  rows.operands = {bytes.data() + num_tokens, code.operands().size()};
  return rows;
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
      const fast::Rows rows = rows_of(code, node, ids.size(), bytes);
      std::vector<NodeId> output(ids.size() + fast::kOutputPadding);
      ASSERT_EQ(fast::decode_rows(rows, output.data()), fast::Damage::none);
      EXPECT_TRUE(fast::in_order(rows, num_nodes, output.data()));
      EXPECT_EQ(fast::in_order(rows, last, output.data()), ids.back() != last);
      output.resize(ids.size());
      EXPECT_THAT(output, testing::ContainerEq(ids));
    }
  }
}

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
TEST(FastCodec, WithoutCopiesRowsTakeAFifthMoreThanVarintsAtMost) {
  Random random(10);
  const Rows rows = random_rows(20'000, random, [&](std::uint64_t) { return random.below(40); });
  EXPECT_LT(encode(rows).data.size() * 5, varint_bytes(rows) * 6);
}

TEST(FastCodec, CopiesAndRunsTakeLittle) {
  const Rows copies(6400, every(3, 6400)), runs(6400, every(1, 6400));
  EXPECT_LT(encode(copies).data.size() * 16, std::uint64_t{6400} * 2134);
  EXPECT_LT(encode(runs).data.size(), 6400 * 20);
}

INSTANTIATE_TEST_SUITE_P(Targets, FastCodecOnEveryTarget, testing::ValuesIn(simd_targets()),
                         [](const auto& parameter) { return parameter.param; });

}  // namespace
}  // namespace orbweb
