// The one list of algorithms: complete, and its options are those of the structs.
#include "algos/table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <set>
#include <string>

#include "algos/domain_rating.h"
#include "algos/pagerank.h"
#include "graph/error.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using testing::HasSubstr;
using testing::UnorderedElementsAreArray;

TEST(Table, EveryHeaderHasARow) {
  const std::set<std::string> no_algorithm = {"scores.h", "table.h", "explain.h", "what_if.h", "rank_layouts.h"};
  std::set<std::string> headers, rows;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(ORBWEB_SOURCE_DIR) / "algos")) {
    const std::string name = entry.path().filename().string();
    if (entry.path().extension() == ".h" && !no_algorithm.contains(name)) headers.insert(name);
  }
  for (const Algorithm& algorithm : algorithms()) rows.insert(algorithm.header);
  EXPECT_THAT(rows, UnorderedElementsAreArray(headers));
}

TEST(Table, SaysWhichKeepTheirState) {
  for (const char* name : {"pagerank", "domain-rating", "url-rating", "spam-mass", "harmonic", "lin"}) {
    EXPECT_TRUE(find_algorithm(name).keeps_state) << name;
  }
  for (const char* name : {"hits", "degrees", "wcc"}) EXPECT_FALSE(find_algorithm(name).keeps_state) << name;
}

TEST(Table, NamesAreUniqueAndDefinitionsVersioned) {
  std::set<std::string> names;
  for (const Algorithm& algorithm : algorithms()) {
    EXPECT_TRUE(names.insert(algorithm.name).second) << algorithm.name;
    EXPECT_THAT(algorithm.definition, testing::StartsWith(algorithm.name + "/"));
    EXPECT_FALSE(algorithm.summary.empty());
    for (const OptionSpec& option : algorithm.options) {
      EXPECT_FALSE(option.help.empty()) << option.name;
      EXPECT_EQ(option.kind == OptionKind::choice, !option.choices.empty()) << option.name;
    }
  }
}

const OptionSpec& option(const std::string& algorithm, const std::string& name) {
  for (const OptionSpec& spec : find_algorithm(algorithm).options) {
    if (spec.name == name) return spec;
  }
  throw std::out_of_range(name);
}

TEST(Table, DefaultsAreTheStructs) {
  EXPECT_EQ(option("pagerank", "alpha").default_value, OptionValue(PageRankOptions{}.alpha));
  EXPECT_EQ(option("pagerank", "tol").default_value, OptionValue(PageRankOptions{}.tolerance));
  EXPECT_EQ(option("pagerank", "max-iterations").default_value, OptionValue(std::int64_t{1000}));
  EXPECT_EQ(option("pagerank", "dangling").default_value, OptionValue(std::string("strong")));
  EXPECT_THAT(option("pagerank", "dangling").choices, testing::ElementsAre("strong", "weak", "none"));
  EXPECT_EQ(option("pagerank", "preference").kind, OptionKind::node_values);
  EXPECT_EQ(option("pagerank", "followed").kind, OptionKind::flag);
  EXPECT_EQ(option("pagerank", "weighted").default_value, OptionValue(false));
  EXPECT_THAT(option("domain-rating", "scale").choices, testing::ElementsAre("stretch", "anchored", "quantile"));
  EXPECT_EQ(option("domain-rating", "floor").kind, OptionKind::number);
}

TEST(Table, UnknownAlgorithmNamesAllKnownOnes) {
  try {
    find_algorithm("pagerang");
    FAIL() << "found";
  } catch (const ArgumentError& error) {
    EXPECT_THAT(error.what(), HasSubstr("pagerang"));
    for (const Algorithm& algorithm : algorithms()) EXPECT_THAT(error.what(), HasSubstr(algorithm.name));
  }
}

TEST(Table, RunEqualsTheFunction) {
  const Web web = test::random_web({});
  const OptionValues values = {{"alpha", 0.7}, {"dangling", std::string("none")}, {"weighted", true}};
  const Scores by_table = find_algorithm("pagerank").run(web, values, {});
  const Scores direct = pagerank(web, {.alpha = 0.7, .dangling = Dangling::none, .weighted = true});
  EXPECT_EQ(by_table.score, direct.score);
  EXPECT_EQ(by_table.parameters, direct.parameters);
  const OptionValues quantile = {{"scale", std::string("quantile")}, {"max-iterations", std::int64_t{7}}};
  EXPECT_EQ(find_algorithm("domain-rating").run(web, quantile, {}).parameters,
            domain_rating(web, {.max_iterations = 7, .scale = RatingScale::quantile}).parameters);
}

// Every algorithm, from its row alone: defaults written out give the same scores, and names are what the row says.
TEST(Table, EveryAlgorithmRunsOnItsWrittenDefaults) {
  const Web plain = test::random_web({});
  for (const Algorithm& algorithm : algorithms()) {
    const bool of_pages = algorithm.name == "url-rating";
    const Web web = test::with_names(plain, of_pages ? FoldLevel::page : FoldLevel::domain);
    OptionValues defaults;
    OptionValues needed;
    for (const OptionSpec& spec : algorithm.options) {
      defaults[spec.name] = spec.default_value;
      if (spec.name == "source" && algorithm.name == "bfs") needed["source"] = defaults["source"] = web.display_name(7);
      if (spec.name == "seeds") needed["seeds"] = defaults["seeds"] = std::vector<double>(web.num_nodes(), 1.0);
    }
    const Scores scores = algorithm.run(web, defaults, {});
    EXPECT_EQ(scores.score, algorithm.run(web, needed, {}).score);
    EXPECT_EQ(scores.algorithm, algorithm.name);
    EXPECT_EQ(scores.definition, algorithm.definition);
    EXPECT_EQ(scores.rank.size(), web.num_nodes());
    EXPECT_TRUE(scores.convergence.converged);
  }
}

void expect_refused(const OptionValues& values, const std::vector<std::string>& parts) {
  try {
    find_algorithm("pagerank").run(test::random_web({}), values, {});
    ADD_FAILURE() << "accepted; expected: " << parts.front();
  } catch (const ArgumentError& error) {
    for (const std::string& part : parts) EXPECT_THAT(error.what(), HasSubstr(part));
  }
}

TEST(Table, UnknownOptionsAndWrongKindsAreRefusedNamingBoth) {
  expect_refused({{"beta", 0.5}}, {"pagerank", "beta", "alpha", "max-iterations"});
  expect_refused({{"alpha", std::string("x")}}, {"alpha", "a number", "text"});
  expect_refused({{"max-iterations", 1.5}}, {"max-iterations", "an integer", "a number"});
  expect_refused({{"max-iterations", std::int64_t{1} << 40}}, {"max-iterations", "2147483647"});
  expect_refused({{"weighted", std::int64_t{1}}}, {"weighted", "a flag", "an integer"});
  expect_refused({{"dangling", std::string("maybe")}}, {"dangling", "strong, weak, none", "maybe"});
  expect_refused({{"dangling", true}}, {"dangling", "text", "a flag"});
  expect_refused({{"preference", 1.0}}, {"preference", "a list of numbers", "a number"});
}

TEST(Table, ANumberMayBeWrittenAsAnInteger) {
  const Web web = test::random_web({});
  EXPECT_EQ(find_algorithm("pagerank").run(web, {{"alpha", std::int64_t{0}}}, {}).score,
            pagerank(web, {.alpha = 0}).score);
}

}  // namespace
}  // namespace orbweb
