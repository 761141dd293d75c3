// Hostile bytes: whatever the files say, an error or rows that are rows.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "graph/error.h"
#include "support/bvgraph.h"

namespace orbweb {
namespace {

using namespace test;

/// Whether opening and reading everything ends in LoadError or in rows that are rows.
void expect_error_or_rows(const Written& files, bool with_offsets) {
  try {
    const BvGraphAdjacency graph = opened(files, with_offsets);
    RowBlock rows;
    graph.read_rows(0, graph.num_nodes(), rows);
    for (std::uint64_t node = 0; node < graph.num_nodes(); ++node) {
      const auto row = rows[node];
      ASSERT_TRUE(std::ranges::is_sorted(row, std::less_equal<>())) << "row " << node;
      ASSERT_TRUE(row.empty() || row.back() < graph.num_nodes()) << "row " << node;
      ASSERT_TRUE(std::ranges::equal(graph[static_cast<NodeId>(node)], row)) << "row " << node;
    }
  } catch (const LoadError&) {
  }
}

TEST(BvGraph, AFlippedBitIsAnErrorOrAnotherGraphNeverACrash) {
  for (const BitOrder order : {BitOrder::big, BitOrder::little}) {
    const Written good = written(graph_of(similar_rows(6, 60)), {.max_reference_chain = 9, .order = order});
    for (std::size_t bit = 0; bit < 8 * good.graph.size(); ++bit) {
      Written bad = good;
      bad.graph[bit / 8] = static_cast<char>(bad.graph[bit / 8] ^ (1 << (bit % 8)));
      expect_error_or_rows(bad, true);
      expect_error_or_rows(bad, false);
    }
    for (std::size_t bit = 0; bit < 8 * good.offsets.size(); ++bit) {
      Written bad = good;
      bad.offsets[bit / 8] = static_cast<char>(bad.offsets[bit / 8] ^ (1 << (bit % 8)));
      expect_error_or_rows(bad, true);
    }
  }
}

TEST(BvGraph, TruncatedFilesAreErrors) {
  const Written good = written(graph_of(similar_rows(7, 200)), {});
  for (std::size_t size = 0; size + 1 < good.graph.size(); ++size) {
    Written bad = good;
    bad.graph.resize(size);
    EXPECT_THROW(opened(bad, true), LoadError) << size;
    EXPECT_THROW(opened(bad, false), LoadError) << size;
  }
  constexpr std::size_t kPadding = 8;  // of which nothing is read
  for (std::size_t size = 0; size + kPadding < good.offsets.size(); ++size) {
    Written bad = good;
    bad.offsets.resize(size);
    EXPECT_THROW(opened(bad, true), LoadError) << size;
  }
}

TEST(BvGraph, RandomBytesAreErrorsOrRows) {
  Random random(9);
  for (int i = 0; i < 3000; ++i) {
    Written files;
    files.properties = properties_of(1 + random.below(200), random.below(300));
    files.graph.resize(random.below(200));
    for (char& byte : files.graph) byte = static_cast<char>(random.next());
    expect_error_or_rows(files, false);
  }
}

TEST(BvGraph, PropertiesThatPromiseMoreThanTheFileHoldsCostNothing) {
  Written files;
  files.graph.assign(100, '\xff');
  for (const std::uint64_t nodes : {std::uint64_t{801}, std::uint64_t{1} << 32}) {
    files.properties = properties_of(nodes, 0);
    EXPECT_THROW(opened(files, false), LoadError);
  }
  files.properties = properties_of(800, 0);
  EXPECT_EQ(opened(files, false).num_arcs(), 0U);
  files.properties += "windowsize=18446744073709551615\nminintervallength=18446744073709551615\n";
  EXPECT_EQ(opened(files, false).num_arcs(), 0U);
}

}  // namespace
}  // namespace orbweb
