#include "support/bvgraph.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "graph/codecs/bvgraph_adjacency.h"
#include "graph/codecs/bvgraph_encoder.h"
#include "graph/error.h"
#include "graph/transpose.h"
#include "support/data.h"

namespace orbweb {
namespace {

using namespace test;

/// Bytes from bits as text, spaces between for the eye.
std::vector<char> bits_of(const std::string& text) {
  BitWriter writer;
  for (const char c : text) {
    if (c != ' ') writer.put(c == '1' ? 1 : 0, 1);
  }
  return writer.finish();
}

BvGraphAdjacency by_hand(const std::string& bits, std::uint64_t nodes, std::uint64_t arcs) {
  return opened({bits_of(bits), {}, properties_of(nodes, arcs), 0}, false);
}

// Worked out by hand. Outdegrees, block counts, blocks and intervals in gamma, references in unary, residuals in
// zeta 3.
TEST(BvGraph, DecodesRowsCodedByHand) {
  const std::string bits =
      "011 1 1 100 100 "          // 0: two successors, no reference, no interval, residuals 0 - 0 and a gap of 0
      "00100 01 1 1 1101 "        // 1: three, like row 0 with no block (all copied), no interval, residual 1 + 2
      "1 "                        // 2: none
      "011 001 011 010 1 "        // 3: two, like row 1 with two blocks: copy 1, skip 1, copy the rest
      "00110 1 010 0001000 010";  // 4: five, no reference, one interval from 4 - 4 of length 4 + 1
  const Rows expected{{0, 1}, {0, 1, 3}, {}, {0, 3}, {0, 1, 2, 3, 4}};
  const BvGraphAdjacency graph = by_hand(bits, 5, 12);
  EXPECT_EQ(rows_of(graph), expected);
  EXPECT_EQ(rows_of(decode(graph)), expected);
  EXPECT_EQ(graph.degree(3), 2U);
  EXPECT_EQ(graph.first_arc(3), 5U);
  EXPECT_EQ(graph.first_arc(5), 12U);
  EXPECT_EQ(graph.encoding(), "bvgraph");
}

TEST(BvGraph, AnErrorInARowNamesFileAndBit) {
  const auto message = [](const std::string& bits, std::uint64_t nodes, std::uint64_t arcs) {
    try {
      rows_of(by_hand(bits, nodes, arcs));
      return std::string("no error");
    } catch (const LoadError& error) {
      EXPECT_EQ(error.path(), "memory");
      return error.place() + ": " + error.expected();
    }
  };
  EXPECT_EQ(message("00110 1 1 100 100 100 100 100", 4, 5), "bit 5: an outdegree of at most the number of nodes");
  EXPECT_EQ(message("010 01 1", 1, 1), "bit 5: a reference to a node");
  EXPECT_EQ(message("1 1 1 1 1 1 1 1 1 010 0000000001 1", 10, 1), "bit 22: a reference within the window");
  EXPECT_EQ(message("010 1 1 101 0", 1, 1), "bit 9: a first residual that is a node");
  EXPECT_EQ(message("010 1 1 100 1", 2, 2), ": 2 arcs, as the properties say");
}

TEST(BvGraph, OverlappingPartsOfARowAreRefused) {
  // Row 1 copies target 0 of row 0 and has a residual 0 as well.
  EXPECT_THROW(rows_of(by_hand("010 1 1 100 011 01 1 1 1010", 2, 3)), LoadError);
  // An interval 0..3 and a residual 3 (row 0 of 8 nodes).
  EXPECT_THROW(rows_of(by_hand("00110 1 010 1 1 1110 1 1 1 1 1 1 1", 8, 5)), LoadError);
  // The same with residual 4: fine.
  EXPECT_EQ(rows_of(by_hand("00110 1 010 1 1 0100001 1 1 1 1 1 1 1", 8, 5))[0], (std::vector<NodeId>{0, 1, 2, 3, 4}));
}

TEST(BvGraph, AGraphWithoutNodesHasNoRows) {
  const BvGraphAdjacency graph = opened(written(Graph(), {}));
  EXPECT_EQ(graph.num_nodes(), 0U);
  EXPECT_EQ(graph.num_arcs(), 0U);
  EXPECT_EQ(graph.first_arc(0), 0U);
}

Rows random_rows(std::uint64_t seed, std::uint64_t nodes, std::uint64_t most) {
  Random random(seed);
  Rows rows(nodes);
  for (auto& row : rows) {
    for (std::uint64_t i = random.below(most + 1); i > 0; --i) row.push_back(static_cast<NodeId>(random.below(nodes)));
    row = sorted_distinct(std::move(row));
  }
  return rows;
}

Rows all_to_all(std::uint64_t nodes) {
  std::vector<NodeId> all;
  for (std::uint64_t node = 0; node < nodes; ++node) all.push_back(static_cast<NodeId>(node));
  return Rows(nodes, all);
}

Rows star(std::uint64_t nodes) {
  Rows rows(nodes, {0});
  rows[nodes / 2] = all_to_all(nodes)[0];
  return rows;
}

std::vector<Rows> row_shapes() {
  return {Rows(1),
          Rows(130),
          {{0}},
          all_to_all(40),
          star(200),
          random_rows(1, 300, 3),
          random_rows(2, 90, 60),
          similar_rows(3, 700),
          similar_rows(4, 130)};
}

Code code_for(Random& random, bool java_only, bool rust_only, std::uint32_t k) {
  switch (random.below(java_only || rust_only ? 5 : 3)) {
    case 0:
      return {CodeKind::gamma};
    case 1:
      return {CodeKind::delta};
    case 2:
      return {CodeKind::zeta, k};
    case 3:
      return java_only ? Code{CodeKind::nibble} : Code{CodeKind::omega};
    default:
      return java_only ? Code{CodeKind::golomb, k}
                       : Code{CodeKind::pi, static_cast<std::uint32_t>(random.below(4)) + 1};
  }
}

BvGraphOptions random_options(Random& random) {
  BvGraphOptions options;
  options.window = static_cast<std::uint32_t>(std::vector{0, 1, 3, 7, 16, 70}[random.below(6)]);
  options.max_reference_chain = std::vector<std::uint32_t>{0, 1, 2, 3, 9, kUnlimitedReferenceChain}[random.below(6)];
  options.min_interval = static_cast<std::uint32_t>(random.below(6));
  options.zeta_k = static_cast<std::uint32_t>(random.below(7)) + 1;
  options.dynamic_selection = random.below(2) == 0;
  options.order = random.below(3) == 0 ? BitOrder::little : BitOrder::big;
  if (random.below(4) == 0) return options;
  const bool rust_only = options.order == BitOrder::little;
  const bool java_only = !rust_only && random.below(2) == 0;
  const auto code = [&] { return code_for(random, false, rust_only, options.zeta_k); };
  options.codes.outdegrees = code();
  if (random.below(2) == 0) options.codes.references = code();
  options.codes.blocks = code();
  options.codes.block_counts = options.codes.blocks;
  if (!rust_only && random.below(2) == 0) options.codes.block_counts = {CodeKind::unary};
  options.codes.intervals = code();
  options.codes.residuals = code_for(random, java_only, rust_only, options.zeta_k);
  if (random.below(2) == 0) options.codes.offsets = {CodeKind::delta};
  return options;
}

void expect_same_rows(const BvGraphAdjacency& coded, const Graph& graph, Random& random) {
  ASSERT_EQ(coded.num_nodes(), graph.num_nodes());
  ASSERT_EQ(coded.num_arcs(), graph.num_arcs());
  std::vector<NodeId> row;
  for (std::uint64_t node = 0; node < graph.num_nodes(); ++node) {
    const NodeId id = static_cast<NodeId>(node);
    coded.read_row(id, row);
    ASSERT_TRUE(std::ranges::equal(row, graph[id])) << "row " << node;
    ASSERT_EQ(coded.degree(id), graph.degree(id));
    ASSERT_EQ(coded.first_arc(node), graph.first_arc(node));
  }
  ASSERT_EQ(coded.first_arc(graph.num_nodes()), graph.num_arcs());
  RowBlock rows;
  for (int i = 0; i < 20; ++i) {
    const std::uint64_t first = random.below(graph.num_nodes() + 1);
    const std::uint64_t last = first + random.below(graph.num_nodes() - first + 1);
    coded.read_rows(first, last, rows);
    ASSERT_EQ(rows.first, first);
    ASSERT_EQ(rows.num_rows(), last - first);
    for (std::uint64_t node = first; node < last; ++node) {
      ASSERT_TRUE(std::ranges::equal(rows[node - first], graph[static_cast<NodeId>(node)])) << "row " << node;
    }
  }
}

TEST(BvGraph, RoundTripsManyShapesWithManyOptions) {
  const std::vector<Rows> all_shapes = row_shapes();
  for (std::uint64_t seed = 0; seed < 250; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const Graph graph = graph_of(all_shapes[seed % all_shapes.size()]);
    const Written files = written(graph, random_options(random), 1 + random.below(graph.num_nodes()));
    SCOPED_TRACE(files.properties);
    expect_same_rows(opened(files, true), graph, random);
    expect_same_rows(opened(files, false), graph, random);
    if (HasFatalFailure()) return;
  }
}

TEST(BvGraph, LongChainsOfReferencesAreFollowedWithoutRecursion) {
  constexpr std::uint64_t kNodes = 30000;
  std::vector<NodeId> row;
  for (NodeId i = 0; i < 40; ++i) row.push_back(i * 700);
  const Graph graph = graph_of(Rows(kNodes, row));
  const BvGraphAdjacency coded = opened(written(graph, {.max_reference_chain = kUnlimitedReferenceChain}, kNodes));
  EXPECT_LT(coded.bytes(), 3 * kNodes);
  EXPECT_EQ(coded[kNodes - 1], row);
}

TEST(BvGraph, RowsOutOfTurnAndImpossibleOptionsAreRefused) {
  const Graph graph = graph_of(similar_rows(5, 300));
  MemoryFile bits, offsets;
  BvGraphEncoder encoder(bits, offsets, {}, graph.num_nodes());
  RowBlock rows;
  graph.read_rows(10, 20, rows);
  EXPECT_THROW(encoder.append(encoder.encode(rows)), ArgumentError);
  EXPECT_THROW(encoder.finish(), ArgumentError);
  EXPECT_THROW(BvGraphEncoder(bits, offsets, {.zeta_k = 8}, 1), ArgumentError);
}

TEST(BvGraph, StoredFilesOpenByBaseNameOrAnyOfTheirPaths) {
  const test::TemporaryFolder folder;
  const Rows rows = similar_rows(8, 100);
  const Written files = written(graph_of(rows), {});
  folder.write("small.graph", {files.graph.data(), files.graph.size()});
  folder.write("small.properties", files.properties);
  EXPECT_EQ(rows_of(open_bvgraph(real_file_system(), folder / "small")), rows);
  folder.write("small.offsets", {files.offsets.data(), files.offsets.size()});
  for (const char* name : {"small", "small.graph", "small.properties"}) {
    EXPECT_EQ(rows_of(open_bvgraph(real_file_system(), folder / name)), rows) << name;
  }
  EXPECT_THROW(open_bvgraph(real_file_system(), folder / "large"), IoError);
}

TEST(BvGraph, ReadsTheCrawlOfCnrAndItsTranspose) {
  ORBWEB_DATA_OR_SKIP(forward_path, "bvgraph/cnr-2000.properties");
  ORBWEB_DATA_OR_SKIP(backward_path, "bvgraph/cnr-2000-t.properties");
  const Graph forward = decode(open_bvgraph(real_file_system(), forward_path));
  const Graph backward = decode(open_bvgraph(real_file_system(), backward_path));
  EXPECT_EQ(forward.num_nodes(), 325557U);
  EXPECT_EQ(forward.num_arcs(), 3216152U);
  const Graph transposed = transpose(forward);
  EXPECT_TRUE(std::ranges::equal(transposed.offsets(), backward.offsets()));
  EXPECT_TRUE(std::ranges::equal(transposed.targets(), backward.targets()));
}

TEST(BvGraph, ReadsGraphsOfOtherWriters) {
  const struct {
    const char* name;
    std::uint64_t arcs;
  } graphs[] = {{"bvgraph/harvard500", 2636}, {"bvgraph/harvard500-cc", 1963}, {"bvgraph/wb-cs.stanford", 36854}};
  for (const auto& [name, arcs] : graphs) {
    ORBWEB_DATA_OR_SKIP(path, std::string(name) + ".properties");
    const BvGraphAdjacency graph = open_bvgraph(real_file_system(), path);
    EXPECT_EQ(graph.num_arcs(), arcs);
    Random random(1);
    expect_same_rows(graph, decode(graph), random);
  }
}

// WebGraph's own sizes: 2.897 and 2.343 bits a link; webgraph-rs's dynamic selection: 2.837, and 2.449 with window 16
// and no limit.
TEST(BvGraph, WritesTheCrawlOfCnrAsSmallAsWebGraph) {
  ORBWEB_DATA_OR_SKIP(forward_path, "bvgraph/cnr-2000.properties");
  ORBWEB_DATA_OR_SKIP(backward_path, "bvgraph/cnr-2000-t.properties");
  const Graph forward = decode(open_bvgraph(real_file_system(), forward_path));
  const auto bits_per_link = [](const Graph& graph, const BvGraphOptions& options) {
    return static_cast<double>(written(graph, options).bits) / static_cast<double>(graph.num_arcs());
  };
  EXPECT_LT(bits_per_link(forward, {}), 2.90);
  EXPECT_LT(bits_per_link(transpose(forward), {}), 2.35);
  EXPECT_LT(bits_per_link(forward, {.dynamic_selection = true}), 2.84);
  EXPECT_LT(bits_per_link(forward,
                          {.window = 16, .max_reference_chain = kUnlimitedReferenceChain, .dynamic_selection = true}),
            2.45);
}

}  // namespace
}  // namespace orbweb
