// rank --warm-start: a table of an earlier release, matched by name.
#include "cli/program.h"

namespace orbweb::test {
namespace {

class WarmStart : public ProgramTest {};

TEST_F(WarmStart, IsReportedAndShortensTheWay) {
  make_scores();
  write("more.tsv", "a.com\tb.org\nb.org\td.io\nc.net\td.io\nd.io\ta.com\nnew.com\tb.org\n");
  ASSERT_EQ(run({"build", "more.tsv", "--fold", "domain", "-o", "more.web"}).status, 0);
  const auto cold = run_json({"rank", "my.web", "domain-rating", "--json"});
  EXPECT_TRUE(cold["warm_start"].is_null());
  const auto warm = run_json({"rank", "my.web", "domain-rating", "--warm-start", "dr.tsv", "--json"});
  EXPECT_EQ(warm["warm_start"]["nodes"], 5);
  EXPECT_EQ(warm["warm_start"]["file"], "dr.tsv");
  EXPECT_LT(warm["iterations"], cold["iterations"]);
  const auto other = run_json({"rank", "more.web", "domain-rating", "--warm-start", "dr.tsv", "--json"});
  EXPECT_EQ(other["warm_start"]["nodes"], 4);
  EXPECT_TRUE(other["converged"]);
}

TEST_F(WarmStart, LeavesATraceBesideTheScores) {
  make_scores();
  ASSERT_EQ(run({"rank", "my.web", "pagerank", "--warm-start", "dr.tsv", "-o", "pr.tsv"}).status, 0);
  const auto facts = nlohmann::json::parse(read_file(path("pr.tsv.json")));
  EXPECT_EQ(facts["convergence"]["warm_start_nodes"], 5);
  EXPECT_FALSE(facts["parameters"].contains("warm-start"));
  EXPECT_EQ(run({"explain", "my.web", "d.io", "--scores", "pr.tsv"}).status, 0);
}

TEST_F(WarmStart, FromWhatIsNoTableIsBadData) {
  make_web();
  write("broken.tsv", "name\tscore\na.com\tmuch\n");
  const Outcome outcome = run({"rank", "my.web", "pagerank", "--warm-start", "broken.tsv"});
  EXPECT_EQ(outcome.status, 65);
  EXPECT_NE(outcome.err.find("line 2"), std::string::npos) << outcome.err;
}

}  // namespace
}  // namespace orbweb::test
