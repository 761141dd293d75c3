#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "graph/codecs/bit_reader.h"
#include "graph/codecs/bit_writer.h"
#include "graph/codecs/bvgraph_properties.h"
#include "graph/codecs/elias_fano.h"
#include "graph/codecs/instantaneous_codes.h"
#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using test::Random;

/// The bits of one word in the order of the stream.
template <BitOrder order>
std::string stream_of(Code code, std::uint64_t value) {
  BitWriter writer(order);
  write_code(writer, code, value);
  const std::uint64_t size = writer.size();
  const StoredBytes bytes(writer.finish());
  BitReader<order> reader(bytes, 0, 8 * bytes.size());
  std::string text;
  for (std::uint64_t i = 0; i < size; ++i) text += reader.read_bits(1) == 1 ? '1' : '0';
  return text;
}

std::string big(CodeKind kind, std::uint32_t parameter, std::uint64_t value) {
  return stream_of<BitOrder::big>({kind, parameter}, value);
}
std::string little(CodeKind kind, std::uint32_t parameter, std::uint64_t value) {
  return stream_of<BitOrder::little>({kind, parameter}, value);
}

// Worked out by hand from the definitions in the header.
TEST(InstantaneousCodes, WordsAreThoseOfTheDefinitions) {
  EXPECT_EQ(big(CodeKind::unary, 0, 0), "1");
  EXPECT_EQ(big(CodeKind::unary, 0, 3), "0001");
  EXPECT_EQ(big(CodeKind::gamma, 0, 0), "1");
  EXPECT_EQ(big(CodeKind::gamma, 0, 1), "010");
  EXPECT_EQ(big(CodeKind::gamma, 0, 4), "00101");
  EXPECT_EQ(big(CodeKind::delta, 0, 0), "1");
  EXPECT_EQ(big(CodeKind::delta, 0, 1), "0100");
  EXPECT_EQ(big(CodeKind::delta, 0, 7), "00100000");
  EXPECT_EQ(big(CodeKind::zeta, 1, 4), "00101");
  EXPECT_EQ(big(CodeKind::zeta, 3, 0), "100");
  EXPECT_EQ(big(CodeKind::zeta, 3, 1), "1010");
  EXPECT_EQ(big(CodeKind::zeta, 3, 6), "1111");
  EXPECT_EQ(big(CodeKind::zeta, 3, 7), "0100000");
  EXPECT_EQ(big(CodeKind::zeta, 3, 15), "01010000");
  EXPECT_EQ(big(CodeKind::golomb, 3, 3), "010");
  EXPECT_EQ(big(CodeKind::golomb, 3, 4), "0110");
  EXPECT_EQ(big(CodeKind::nibble, 0, 0), "1000");
  EXPECT_EQ(big(CodeKind::nibble, 0, 7), "1111");
  EXPECT_EQ(big(CodeKind::nibble, 0, 8), "00011000");
  EXPECT_EQ(big(CodeKind::pi, 1, 0), "10");
  EXPECT_EQ(big(CodeKind::pi, 2, 4), "11001");
  EXPECT_EQ(big(CodeKind::omega, 0, 0), "0");
  EXPECT_EQ(big(CodeKind::omega, 0, 10), "1110110");
}

TEST(InstantaneousCodes, LittleEndianWordsBeginWithTheLowBits) {
  EXPECT_EQ(little(CodeKind::unary, 0, 3), "0001");
  EXPECT_EQ(little(CodeKind::gamma, 0, 4), "00110");
  EXPECT_EQ(little(CodeKind::delta, 0, 4),
            "011"
            "10");
  EXPECT_EQ(little(CodeKind::zeta, 3, 15),
            "01"
            "00010"
            "0");
  EXPECT_EQ(little(CodeKind::omega, 0, 10), "1111100");
}

std::vector<Code> all_codes() {
  std::vector<Code> codes{
      {CodeKind::unary}, {CodeKind::gamma}, {CodeKind::delta}, {CodeKind::nibble}, {CodeKind::omega}};
  for (std::uint32_t k = 1; k <= 7; ++k) codes.push_back({CodeKind::zeta, k});
  for (std::uint32_t k = 1; k <= 4; ++k) codes.push_back({CodeKind::pi, k});
  for (const std::uint32_t b : {1U, 2U, 3U, 7U, 8U, 1000U}) codes.push_back({CodeKind::golomb, b});
  return codes;
}

/// Values of all sizes, small ones more often, none absurdly long in this code.
std::vector<std::uint64_t> values_for(Code code) {
  std::vector<std::uint64_t> values;
  Random random(7);
  const bool linear = code.kind == CodeKind::unary || code.kind == CodeKind::golomb;
  for (std::uint64_t value = 0; value < 600; ++value) values.push_back(value);
  for (int i = 0; i < 3000; ++i) values.push_back(random.below(std::uint64_t{1} << random.below(linear ? 10 : 35)));
  return values;
}

template <BitOrder order>
void expect_round_trip(Code code) {
  const std::vector<std::uint64_t> values = values_for(code);
  const CodeLengths lengths(code);
  BitWriter writer(order);
  std::uint64_t expected_size = 0;
  for (const std::uint64_t value : values) {
    write_code(writer, code, value);
    expected_size += lengths[value];
  }
  ASSERT_EQ(writer.size(), expected_size);
  const StoredBytes bytes(writer.finish());
  BitReader<order> reader(bytes, 0, expected_size);
  BitReader<order> slow = reader;
  const CodeTable table(code, order);
  for (std::size_t i = 0; i < values.size(); ++i) {
    ASSERT_EQ(read_code(reader, table), values[i]) << "number " << i;
    ASSERT_EQ(read_long_code(slow, code), values[i]) << "number " << i << ", without the table";
  }
  EXPECT_EQ(reader.position(), expected_size);
  EXPECT_NO_THROW(slow.expect_end());
}

TEST(InstantaneousCodes, RoundTripInBothOrdersWithAndWithoutTables) {
  for (const Code code : all_codes()) {
    SCOPED_TRACE(static_cast<int>(code.kind));
    SCOPED_TRACE(code.parameter);
    expect_round_trip<BitOrder::big>(code);
    expect_round_trip<BitOrder::little>(code);
  }
}

TEST(InstantaneousCodes, IntegersBecomeNaturalNumbersAndBack) {
  EXPECT_EQ(natural_of(0), 0U);
  EXPECT_EQ(natural_of(-1), 1U);
  EXPECT_EQ(natural_of(1), 2U);
  EXPECT_EQ(natural_of(-4), 7U);
  for (std::int64_t value = -1000; value <= 1000; ++value) EXPECT_EQ(integer_of(natural_of(value)), value);
}

TEST(InstantaneousCodes, ReadingPastTheEndIsAnErrorWithItsPlace) {
  const StoredBytes zeros(std::vector<char>(100, 0));
  for (const Code code : all_codes()) {
    BitReader<BitOrder::big> reader(zeros, 0, 800);
    const CodeTable table(code, BitOrder::big);
    const auto read_all = [&] {
      for (int i = 0; i < 900; ++i) read_code(reader, table);
    };
    EXPECT_THROW(read_all(), LoadError) << static_cast<int>(code.kind);
  }
  BitReader<BitOrder::big> reader(zeros, 3, 790);
  try {
    reader.read_unary();
    FAIL() << "no one, no end";
  } catch (const LoadError& error) {
    EXPECT_EQ(error.place(), "bit 790");
  }
}

TEST(InstantaneousCodes, AWordForMoreThanFortyBitsIsRefused) {
  BitWriter writer;
  writer.put_unary(41);
  writer.put(0, 64);
  const StoredBytes bytes(writer.finish());
  BitReader<BitOrder::big> reader(bytes, 0, 8 * bytes.size());
  EXPECT_THROW(read_long_code(reader, {CodeKind::gamma}), LoadError);
  BitWriter unused;
  EXPECT_THROW(write_code(unused, {CodeKind::unary}, std::uint64_t{1} << 40), ArgumentError);
}

template <BitOrder order>
void expect_appended_equals_put() {
  Random random(3);
  BitWriter whole(order);
  BitWriter joined(order);
  for (int part = 0; part < 200; ++part) {
    BitWriter piece(order);
    for (std::uint64_t i = random.below(12); i > 0; --i) {
      const unsigned width = static_cast<unsigned>(random.below(64)) + 1;
      const std::uint64_t value = random.next() >> (64 - width);
      whole.put(value, width);
      piece.put(value, width);
    }
    joined.append(piece);
  }
  EXPECT_EQ(whole.size(), joined.size());
  EXPECT_EQ(whole.finish(), joined.finish());
}

TEST(BitWriter, PiecesAppendedAreTheWholeInBothOrders) {
  expect_appended_equals_put<BitOrder::big>();
  expect_appended_equals_put<BitOrder::little>();
}

void expect_elias_fano(const std::vector<std::uint64_t>& values, std::uint64_t largest) {
  EliasFanoBuilder builder(values.size(), largest);
  for (const std::uint64_t value : values) builder.push(value);
  const EliasFano built = builder.finish();
  ASSERT_EQ(built.size(), values.size());
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(built[i], values[i]) << i;
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    ASSERT_EQ(built.pair(i), std::make_pair(values[i], values[i + 1])) << i;
  }
  for (std::size_t start = 0; start < values.size(); start += values.size() / 5 + 1) {
    EliasFano::Cursor cursor(built, start);
    for (std::size_t i = start; i < values.size(); ++i, ++cursor) ASSERT_EQ(*cursor, values[i]) << i;
  }
}

TEST(EliasFano, GivesEveryValueWhateverTheGaps) {
  expect_elias_fano({0}, 0);
  expect_elias_fano({0, 0, 0, 5}, 5);
  for (const std::uint64_t largest_gap : {1U, 2U, 3U, 60U, 1000U, 1U << 20}) {
    Random random(largest_gap);
    std::vector<std::uint64_t> values;
    std::uint64_t value = 0;
    for (int i = 0; i < 3000; ++i) values.push_back(value += random.below(largest_gap));
    expect_elias_fano(values, value + random.below(100));
  }
}

TEST(EliasFano, FindsValuesBehindGapsThatSamplesCannotHold) {
  std::vector<std::uint64_t> values;
  for (std::uint64_t i = 0; i < 2000; ++i) values.push_back(i < 100 ? i : (std::uint64_t{1} << 28) + i);
  expect_elias_fano(values, values.back());
}

TEST(EliasFano, TakesAboutTwoBitsMoreThanTheLogarithmOfTheGaps) {
  constexpr std::uint64_t kSize = 100000;
  EliasFanoBuilder builder(kSize, kSize * 32);
  for (std::uint64_t i = 0; i < kSize; ++i) builder.push(i * 32);
  EXPECT_LT(static_cast<double>(8 * builder.finish().bytes()) / kSize, 2 + 5 + 1.3);
}

constexpr const char* kPlain =
    "#BVGraph properties\n#Wed Nov 17 23:14:11 CET 2010\ngraphclass=it.unimi.dsi.webgraph.BVGraph\nversion=0\n"
    "nodes=325557\narcs=3216152\nwindowsize=7\nmaxrefcount=3\nminintervallength=4\nzetak=3\n";

BvGraphProperties parsed(const std::string& text) { return parse_bvgraph_properties(text, "some.properties"); }

TEST(BvGraphProperties, ReadsWhatJavaWrites) {
  const BvGraphProperties read = parsed(std::string(kPlain) + "compressionflags=\nbitsperlink=2.897\n");
  EXPECT_EQ(read.num_nodes, 325557U);
  EXPECT_EQ(read.num_arcs, 3216152U);
  EXPECT_EQ(read.window, 7U);
  EXPECT_EQ(read.min_interval, 4U);
  EXPECT_EQ(read.codes, BvGraphCodes());
  EXPECT_EQ(read.order, BitOrder::big);
}

TEST(BvGraphProperties, KnowsEveryFlagOfJava) {
  const BvGraphCodes codes = parsed(std::string(kPlain) +
                                    "compressionflags=OUTDEGREES_DELTA | BLOCKS_DELTA|RESIDUALS_NIBBLE|"
                                    "REFERENCES_GAMMA|BLOCK_COUNT_UNARY|OFFSETS_DELTA\r\n")
                                 .codes;
  EXPECT_EQ(codes.outdegrees, (Code{CodeKind::delta}));
  EXPECT_EQ(codes.blocks, (Code{CodeKind::delta}));
  EXPECT_EQ(codes.residuals, (Code{CodeKind::nibble}));
  EXPECT_EQ(codes.references, (Code{CodeKind::gamma}));
  EXPECT_EQ(codes.block_counts, (Code{CodeKind::unary}));
  EXPECT_EQ(codes.offsets, (Code{CodeKind::delta}));
  const auto residuals = [](const std::string& flag) {
    return parsed(std::string(kPlain) + "zetak=5\ncompressionflags=RESIDUALS_" + flag).codes.residuals;
  };
  EXPECT_EQ(residuals("GAMMA"), (Code{CodeKind::gamma}));
  EXPECT_EQ(residuals("DELTA"), (Code{CodeKind::delta}));
  EXPECT_EQ(residuals("ZETA"), (Code{CodeKind::zeta, 5}));
  EXPECT_EQ(residuals("GOLOMB"), (Code{CodeKind::golomb, 5}));
}

TEST(BvGraphProperties, BlocksMeanBlockCountsTooWhereWebgraphRsWrote) {
  const std::string flags = "compressionflags=BLOCKS_DELTA\n";
  EXPECT_EQ(parsed(kPlain + flags).codes.block_counts, (Code{CodeKind::gamma}));
  EXPECT_EQ(parsed(kPlain + flags + "endianness=big\n").codes.block_counts, (Code{CodeKind::delta}));
}

TEST(BvGraphProperties, ReadsLittleEndianOrderAndNewCodes) {
  const BvGraphProperties read =
      parsed(std::string(kPlain) + "version=1\nendianness=little\ncompressionflags=RESIDUALS_PI2|INTERVALS_ZETA4\n");
  EXPECT_EQ(read.order, BitOrder::little);
  EXPECT_EQ(read.codes.residuals, (Code{CodeKind::pi, 2}));
  EXPECT_EQ(read.codes.intervals, (Code{CodeKind::zeta, 4}));
}

TEST(BvGraphProperties, AnErrorNamesItsLine) {
  const struct {
    const char* text;
    const char* place;
  } cases[] = {{"nodes=many\n", "line 11"},
               {"nodes=-1\n", "line 11"},
               {"nodes=99999999999999999999\n", "line 11"},
               {"nothing at all\n", "line 11"},
               {"graphclass=it.unimi.dsi.webgraph.EFGraph\n", "line 11"},
               {"version=2\n", "line 11"},
               {"endianness=middle\n", "line 11"},
               {"zetak=0\n", "line 11"},
               {"zetak=8\n", "line 11"},
               {"compressionflags=RESIDUALS_MORSE\n", "line 11"},
               {"compressionflags=FEELINGS_GAMMA\n", "line 11"},
               {"compressionflags=GAMMA\n", "line 11"},
               {"compressionflags=OFFSETS_UNARY\n", "line 11"},
               {"nodes=10\narcs=101000\n", "line 12"},
               {"endianness=little\ncompressionflags=RESIDUALS_NIBBLE\n", "line 12"}};
  for (const auto& [text, place] : cases) {
    try {
      parsed(std::string(kPlain) + text);
      ADD_FAILURE() << text;
    } catch (const LoadError& error) {
      EXPECT_EQ(error.place(), place) << text;
      EXPECT_EQ(error.path(), "some.properties");
    }
  }
  EXPECT_THROW(parsed(""), LoadError);
  EXPECT_THROW(parsed("graphclass=it.unimi.dsi.webgraph.BVGraph\nversion=0\nnodes=3\n"), LoadError);
}

TEST(BvGraphProperties, MoreNodesThanIdsAreBeyondTheLimit) {
  EXPECT_EQ(parsed(std::string(kPlain) + "nodes=4294967296\n").num_nodes, std::uint64_t{1} << 32);
  EXPECT_THROW(parsed(std::string(kPlain) + "nodes=4294967297\n"), LimitError);
}

TEST(BvGraphProperties, FlagsSayOnlyWhatIsNotDefault) {
  BvGraphCodes codes;
  EXPECT_EQ(bvgraph_flags(codes, BitOrder::big).flags, "");
  EXPECT_EQ(bvgraph_flags(codes, BitOrder::little).version, 1);
  codes.residuals = {CodeKind::zeta, 5};
  EXPECT_EQ(bvgraph_flags(codes, BitOrder::big).flags, "");
  EXPECT_EQ(bvgraph_flags(codes, BitOrder::big).zeta_k, 5U);
  EXPECT_EQ(bvgraph_flags(codes, BitOrder::little).flags, "RESIDUALS_ZETA5");
  codes.outdegrees = {CodeKind::delta};
  EXPECT_EQ(bvgraph_flags(codes, BitOrder::big).flags, "OUTDEGREES_DELTA");
  codes.residuals = {CodeKind::nibble};
  codes.outdegrees = {CodeKind::omega};
  EXPECT_THROW(bvgraph_flags(codes, BitOrder::big), ArgumentError);
}

}  // namespace
}  // namespace orbweb
