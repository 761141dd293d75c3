#include "loaders/matrix_market.h"

#include <filesystem>
#include <map>

#include "loaders/graph_loading.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

/// A 3 by 3 matrix of one field and symmetry.
std::string matrix(const std::string& field, const std::string& symmetry, const std::string& entries, int count) {
  return "%%MatrixMarket matrix coordinate " + field + " " + symmetry + "\n3 3 " + std::to_string(count) + "\n" +
         entries;
}
TEST(MatrixMarket, RowsLinkToColumns) {
  for (const std::size_t piece : {1U, 2U, 1U << 20}) {
    const Web web = build_graph("mtx", matrix("pattern", "general", "1 2\n3 1\n", 2), piece).web;
    EXPECT_EQ(web.num_nodes(), 3U);
    EXPECT_EQ(arcs_of(web), (Arcs{"0->1:1", "2->0:1"}));
  }
}

TEST(MatrixMarket, IntegersAreLinkCounts) {
  EXPECT_EQ(arcs_of("mtx", matrix("integer", "general", "1 2 7\n2 1 0\n2 3 -4\n3 1 +2\n3 1 3\n", 5)),
            (Arcs{"0->1:7", "1->2:1", "2->0:5"}));
  EXPECT_EQ(arcs_of("mtx", matrix("integer", "general", "1 2 99999999999999999999\n", 1)), (Arcs{"0->1:4294967295"}));
}

TEST(MatrixMarket, RealAndComplexSayOnlyWhetherThereIsAnArc) {
  EXPECT_EQ(arcs_of("mtx", matrix("real", "general", "1 2 7\n1 3 0.0\n2 1 -1e-9\n2 3 1E999\n3 1 .5\n", 5)),
            (Arcs{"0->1:1", "1->0:1", "1->2:1", "2->0:1"}));
  EXPECT_EQ(arcs_of("mtx", matrix("complex", "general", "1 2 0 1\n2 1 0 0\n", 2)), (Arcs{"0->1:1"}));
}

TEST(MatrixMarket, SymmetricKindsAreArcsBothWays) {
  const Arcs both = {"0->2:1", "1->1:1", "2->0:1"};
  EXPECT_EQ(arcs_of("mtx", matrix("pattern", "symmetric", "3 1\n2 2\n", 2)), both);
  EXPECT_EQ(arcs_of("mtx", matrix("real", "hermitian", "3 1 5\n2 2 5\n", 2)), both);
  EXPECT_EQ(arcs_of("mtx", matrix("complex", "hermitian", "3 1 5 -1\n2 2 5 0\n", 2)), both);
  EXPECT_EQ(arcs_of("mtx", matrix("real", "skew-symmetric", "3 1 5\n", 1)), (Arcs{"0->2:1", "2->0:1"}));
  EXPECT_EQ(arcs_of("mtx", matrix("integer", "symmetric", "3 1 5\n", 1)), (Arcs{"0->2:5", "2->0:5"}));
}

TEST(MatrixMarket, NonSquareMatricesHaveNodesForBoth) {
  EXPECT_EQ(build_graph("mtx", "%%MatrixMarket matrix coordinate pattern general\n2 5 1\n1 5\n").web.num_nodes(), 5U);
  EXPECT_EQ(build_graph("mtx", "%%MatrixMarket matrix coordinate pattern general\n5 2 0\n").web.num_nodes(), 5U);
}

TEST(MatrixMarket, IsReadFreely) {
  EXPECT_EQ(
      arcs_of("mtx",
              "%MatrixMarket  MATRIX Coordinate\tPattern GENERAL\r\n\r\n% c\r\n\r\n 3  3 1 \r\n\r\n 1\t2 \r\n\r\n"),
      (Arcs{"0->1:1"}));
  EXPECT_EQ(arcs_of("mtx", matrix("double", "general", "1 2 1", 1)), (Arcs{"0->1:1"})) << "no line end at the end";
}

TEST(MatrixMarket, RefusesWhatIsNoSparseMatrix) {
  EXPECT_THAT(refusal("mtx", "%%MatrixMarket matrix array real general\n1 1\n1\n"),
              HasSubstr("dense arrays are not read"));
  EXPECT_THAT(refusal("mtx", "%%MatrixMarket vector coordinate real general\n1 1\n1 1\n"), HasSubstr("only matrices"));
  EXPECT_THAT(refusal("mtx", "%%Other matrix coordinate real general\n"), HasSubstr("line 1: expected %%MatrixMarket"));
  EXPECT_THAT(refusal("mtx", "%%MatrixMarket matrix coordinate real\n"), HasSubstr("found the end of the line"));
  EXPECT_THAT(refusal("mtx", "%%MatrixMarket matrix coordinate real general more\n"), HasSubstr("the end of the line"));
  EXPECT_THAT(refusal("mtx", ""), HasSubstr("%%MatrixMarket"));
  EXPECT_THAT(refusal("mtx", "%%MatrixMarket matrix coordinate real symmetric\n2 3 0\n"), HasSubstr("as many rows"));
}

TEST(MatrixMarket, RefusesBadEntriesWithTheirLine) {
  const auto refused = [](const std::string& entries, int count = 1) {
    return refusal("mtx", matrix("real", "general", entries, count));
  };
  EXPECT_THAT(refused("4 1 1\n"), HasSubstr("line 3: expected a row from 1 to 3"));
  EXPECT_THAT(refused("0 1 1\n"), HasSubstr("a row from 1 to 3"));
  EXPECT_THAT(refused("1 -1 1\n"), HasSubstr("a column from 1 to 3"));
  EXPECT_THAT(refused("19223372036854775808 1 1\n"), HasSubstr("line 3"));
  EXPECT_THAT(refused("1 1\n"), HasSubstr("a finite number, found the end of the line"));
  EXPECT_THAT(refused("1 1 x\n"), HasSubstr("found \"x\""));
  EXPECT_THAT(refused("1 1 nan\n"), HasSubstr("a finite number"));
  EXPECT_THAT(refused("1 1 -inf\n"), HasSubstr("a finite number"));
  EXPECT_THAT(refused("1 1 1 1\n"), HasSubstr("the end of the line"));
  EXPECT_THAT(refused("1 1 1\n", 2), HasSubstr("2 entries, found the end of the file after 1"));
  EXPECT_THAT(refused("1 1 1\n2 2 1\n"), HasSubstr("the end of the file after 1 entries"));
  EXPECT_THAT(refusal("mtx", matrix("real", "skew-symmetric", "2 2 1\n", 1)), HasSubstr("no entry on the diagonal"));
}

TEST(MatrixMarket, HeadersAreNotTrusted) {
  const std::string head = "%%MatrixMarket matrix coordinate pattern general\n";
  EXPECT_THROW(build_graph("mtx", head + "4000000000 1 0\n"), LimitError);
  EXPECT_THAT(refusal("mtx", head + "3 3 18446744073709551615\n1 1\n"), HasSubstr("found the end of the file after 1"));
  EXPECT_THAT(refusal("mtx", head + "3 3 18446744073709551616\n"), HasSubstr("the number of entries"));
  EXPECT_THAT(refusal("mtx", head + "-3 3 0\n"), HasSubstr("the number of rows"));
}

struct Verdict {
  std::uint64_t nodes;  ///< 0 where the file is refused
  std::uint64_t arcs;
};

/// All that fast_matrix_market's tests hold. Refused are arrays and vectors, since they are no sparse matrices, and
/// what its name calls invalid; values that overflow are still values.
const std::map<std::string, Verdict> kVerdicts = {
    {"array_hermitian", {0, 0}},
    {"array_skew-symmetric", {0, 0}},
    {"array_symmetric", {0, 0}},
    {"coordinate_hermitian_real_row", {3, 5}},
    {"coordinate_hermitian_real_row_general_dup", {3, 5}},
    {"coordinate_hermitian_row", {3, 5}},
    {"coordinate_hermitian_row_general_dup", {3, 5}},
    {"coordinate_pattern_symmetric_row", {3, 4}},
    {"coordinate_pattern_symmetric_row_general_dup", {3, 4}},
    {"coordinate_skew_symmetric_row", {3, 4}},
    {"coordinate_skew_symmetric_row_general_dup", {3, 4}},
    {"coordinate_symmetric_row", {3, 5}},
    {"coordinate_symmetric_row_general_dup", {3, 5}},
    {"eye3", {3, 3}},
    {"eye3_complex", {3, 3}},
    {"eye3_str", {3, 3}},
    {"invalid_bad_banner", {0, 0}},
    {"invalid_bad_field", {0, 0}},
    {"invalid_bad_object", {0, 0}},
    {"invalid_bad_value", {0, 0}},
    {"invalid_bad_value_3", {0, 0}},
    {"invalid_dimensions_out_of_range_1", {0, 0}},
    {"invalid_dimensions_out_of_range_3", {0, 0}},
    {"invalid_indices_out_of_range_2", {0, 0}},
    {"invalid_indices_out_of_range_4", {0, 0}},
    {"invalid_indices_out_of_range_6", {0, 0}},
    {"invalid_symmetry_vector", {0, 0}},
    {"invalid_truncated_header_2", {0, 0}},
    {"invalid_truncated_line_2", {0, 0}},
    {"invalid_vector_array_too_long", {0, 0}},
    {"invalid_vector_index_out_of_range_1", {0, 0}},
    {"invalid_vector_negative_length", {0, 0}},
    {"matrix_double", {3, 3}},
    {"matrix_float", {3, 3}},
    {"matrix_int16", {3, 3}},
    {"matrix_int64", {3, 3}},
    {"matrix_uint16", {3, 3}},
    {"matrix_uint64", {3, 3}},
    {"nist_ex1", {5, 8}},
    {"nist_ex1_more_freeformat", {5, 8}},
    {"overflow_index_gt_int64", {0, 0}},
    {"overflow_value_gt_complex128", {3, 3}},
    {"overflow_value_gt_float64", {3, 1}},
    {"overflow_value_gt_int64", {3, 3}},
    {"permissive_banner_one_percent_eye3", {3, 3}},
    {"vector_array", {0, 0}},
    {"vector_coordinate_complex", {0, 0}},
    {"vector_coordinate_dupes", {0, 0}},
    {"windows_lineendings_nist_ex1_more_freeformat", {5, 8}},
};

TEST(MatrixMarket, JudgesEveryFileOfTheCorpus) {
  ORBWEB_DATA_OR_SKIP(folder, "mtx");
  std::uint64_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    SCOPED_TRACE(entry.path().stem());
    const auto verdict = kVerdicts.find(entry.path().stem().string());
    ASSERT_NE(verdict, kVerdicts.end());
    ++files;
    if (verdict->second.nodes == 0) {
      EXPECT_THROW(build_web({entry.path()}, {}), LoadError);
      continue;
    }
    const Web web = build_web({entry.path()}, {}).web;
    EXPECT_EQ(web.num_nodes(), verdict->second.nodes);
    EXPECT_EQ(web.num_arcs(), verdict->second.arcs);
  }
  EXPECT_EQ(files, kVerdicts.size());
}

}  // namespace
}  // namespace orbweb::test
