// rank pagerank --topics and rank personalized-pagerank, from the command line.
#include "cli/program.h"

namespace orbweb::test {
namespace {

class Personalized : public ProgramTest {};

TEST_F(Personalized, TopicsAreColumnsOfPageRank) {
  make_web();
  write("topics.tsv", "a.com\tnews\nd.io\tnews\t2\ne.com\tsports\n");
  ASSERT_EQ(run({"rank", "my.web", "pagerank", "--topics", "topics.tsv", "-o", "pr.tsv"}).status, 0);
  EXPECT_EQ(read_file(path("pr.tsv")).find("name\tscore\trank\tnews\tsports\n"), 0U);
  const Outcome top = run({"top", "my.web", "pr.tsv", "--by", "sports", "-n", "1"});
  EXPECT_EQ(top.status, 0) << "a topic is a column to order by";
}

TEST_F(Personalized, TopicsOfOtherAlgorithmsAreAUsageError) {
  make_web();
  write("topics.tsv", "a.com\tnews\n");
  EXPECT_EQ(run({"rank", "my.web", "domain-rating", "--topics", "topics.tsv"}).status, 2);
  write("topics.tsv", "nobody.com\tnews\n");
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--topics", "topics.tsv"}).status, 65);
}

TEST_F(Personalized, ASourceIsFoundByWhatPeopleWrite) {
  make_web();
  const auto ranked =
      run_json({"rank", "my.web", "personalized-pagerank", "--source", "https://WWW.E.com/page", "--json"});
  EXPECT_EQ(ranked["parameters"]["source"], "e.com");
  EXPECT_LE(ranked["error_bound_l1"], 1e-9);
  EXPECT_EQ(run({"rank", "my.web", "personalized-pagerank"}).status, 2);
  EXPECT_NE(run({"rank", "my.web", "personalized-pagerank", "--source", "nobody.com"}).status, 0);
}

}  // namespace
}  // namespace orbweb::test
