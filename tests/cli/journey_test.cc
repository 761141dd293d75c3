// The whole way on a small list of links: build, info, verify, rank, top, show, explain.
#include <nlohmann/json.hpp>
#include <set>

#include "cli/program.h"
#include "graph/memory.h"

namespace orbweb::test {
namespace {

using ::nlohmann::json;

void expect_keys(const json& object, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) EXPECT_TRUE(object.contains(key)) << key << " is missing in " << object.dump(2);
}

class Build : public ProgramTest {};
class Info : public ProgramTest {};
class Verify : public ProgramTest {};
class Rank : public ProgramTest {};
class Top : public ProgramTest {};
class Show : public ProgramTest {};
class Explain : public ProgramTest {};

TEST_F(Build, SaysOnErrorWhatItMadeAndNothingOnOutput) {
  const Outcome outcome = run({"build", "links.tsv", "-o", "my.web", "--fold", "domain"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.err.find("orbweb: my.web: 5 nodes, 9 arcs from 9 links in 9 lines, built in "), 0U) << outcome.err;
  EXPECT_EQ(files(), (std::vector<std::string>{"links.tsv", "my.web"}));
}

TEST_F(Build, JsonHasEveryKey) {
  const json built = run_json({"build", "links.tsv", "-o", "my.web", "--fold", "domain", "--json"});
  expect_keys(built, {"web", "nodes", "arcs", "links", "lines", "bytes_read", "fold", "names", "rejected",
                      "quarantined", "fingerprint", "seconds"});
  EXPECT_EQ(built["nodes"], 5);
  EXPECT_EQ(built["arcs"], 9);
  EXPECT_EQ(built["fold"], "domain");
  EXPECT_EQ(built["rejected"]["lines"], 0);
  EXPECT_EQ(built["quarantined"], false);
}

TEST_F(Build, LinksAreCountsAddedUpAndLinesTheirLines) {
  write("counts.tsv", "a.com\tb.org\t5\na.com\tb.org\nonlyone\na.com\tc.net\t1994\n");
  const Outcome outcome = run({"build", "counts.tsv", "-o", "my.web", "--quarantine-threshold", "1"});
  EXPECT_NE(outcome.err.find("3 nodes, 2 arcs from 2,000 links in 3 lines"), std::string::npos) << outcome.err;
  const json built =
      run_json({"build", "counts.tsv", "-o", "my.web", "--quarantine-threshold", "1", "--force", "--json"});
  EXPECT_EQ(built["links"], 2000);
  EXPECT_EQ(built["lines"], 3);
  EXPECT_EQ(built["rejected"]["lines"], 1);
  EXPECT_EQ(built["rejected"]["share"], 0.25);
  const json info = run_json({"info", "my.web", "--json"});
  EXPECT_EQ(info["links"], 2000);
  EXPECT_EQ(info["provenance"]["links_read"], 2000);
  EXPECT_EQ(info["provenance"]["links_rejected"], 1);
  const json plan = run_json({"build", "counts.tsv", "-o", "other.web", "--dry-run", "--json"});
  EXPECT_EQ(plan["estimated_links"], 2000);
  EXPECT_EQ(plan["estimated_lines"], 3);
}

TEST_F(Build, DryRunSaysWhatIsNeededAndWritesNothing) {
  const std::vector<std::string> before = files();
  const Outcome outcome = run({"build", "links.tsv", "-o", "my.web", "--fold", "domain", "--dry-run"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_NE(outcome.out.find("would build my.web"), std::string::npos);
  EXPECT_NE(outcome.out.find("memory"), std::string::npos);
  EXPECT_NE(outcome.out.find("\nfits into the "), std::string::npos) << outcome.out;
  EXPECT_NE(outcome.out.find(" of this machine\n"), std::string::npos) << outcome.out;
  EXPECT_EQ(files(), before);
  const std::string small = run({"build", "links.tsv", "-o", "my.web", "--dry-run", "--memory", "1K"}).out;
  EXPECT_NE(small.find("\ndoes not fit into the 1"), std::string::npos) << small;
  EXPECT_NE(small.find(" granted by --memory\n"), std::string::npos) << small;
}

TEST_F(Build, DryRunAsJsonSaysWhetherItFits) {
  const json plan = run_json({"build", "links.tsv", "-o", "my.web", "--dry-run", "--json", "--memory", "1"});
  expect_keys(plan, {"web", "dry_run", "format", "fold", "names", "input_bytes", "estimated_links", "estimated_memory",
                     "estimated_disk", "memory_limit", "fits"});
  EXPECT_EQ(plan["fits"], false);
  EXPECT_EQ(plan["memory_limit"], 1);
  const json of_machine = run_json({"build", "links.tsv", "-o", "my.web", "--dry-run", "--json"});
  EXPECT_EQ(of_machine["fits"], true);
  EXPECT_EQ(of_machine["memory_limit"], machine_memory());
  EXPECT_FALSE(std::filesystem::exists(path("my.web")));
}

TEST_F(Build, ForceReplacesAWeb) {
  make_web();
  write("two.tsv", "x.com\ty.com\n");
  EXPECT_EQ(run({"build", "two.tsv", "-o", "my.web", "--force"}).status, 0);
  EXPECT_EQ(run_json({"info", "my.web", "--json"})["arcs"], 1);
}

TEST_F(Build, InputsNamedLikeVerbsAreInputs) {
  write("top", "a.com\tb.org\n");
  write("rank", "b.org\tc.net\n");
  const json built = run_json({"build", "top", "rank", "-o", "show", "--fold", "domain", "--json"});
  EXPECT_EQ(built["arcs"], 2);
  EXPECT_EQ(run({"info", "show"}).status, 0);
}

TEST_F(Build, TheSameWebForAnyNumberOfThreads) {
  std::set<std::string> fingerprints;
  for (const char* threads : {"1", "2", "3"}) {
    const json built = run_json({"build", "links.tsv", "-o", "my.web", "--threads", threads, "--force", "--json"});
    fingerprints.insert(built["fingerprint"].get<std::string>());
  }
  EXPECT_EQ(fingerprints.size(), 1U);
}

TEST_F(Info, JsonHasEveryKey) {
  make_web();
  const json info = run_json({"info", "my.web", "--json"});
  expect_keys(info, {"nodes", "arcs", "links", "followed_arcs", "self_loops", "dangling", "max_outdegree",
                     "max_indegree", "mean_degree", "fold", "names", "bits_per_link_successors",
                     "bits_per_link_predecessors", "bytes", "fingerprint", "files", "provenance"});
  EXPECT_EQ(info["nodes"], 5);
  EXPECT_EQ(info["arcs"], 9);
  EXPECT_EQ(info["followed_arcs"], 8);
  EXPECT_EQ(info["self_loops"], 1);
  EXPECT_EQ(info["dangling"], 0);
  EXPECT_EQ(info["max_outdegree"], 3);
  EXPECT_EQ(info["max_indegree"], 3);
  EXPECT_EQ(info["names"], true);
  EXPECT_EQ(info["provenance"]["inputs"], json({"links.tsv"}));
}

TEST_F(Info, BytesAreThoseOnDisk) {
  make_web();
  std::uintmax_t bytes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path("my.web"))) bytes += entry.file_size();
  EXPECT_EQ(run_json({"info", "my.web", "--json"})["bytes"], bytes);
}

TEST_F(Info, TextIsAligned) {
  make_web();
  const std::string text = run({"info", "my.web"}).out;
  EXPECT_NE(text.find("nodes                        5\n"), std::string::npos) << text;
  EXPECT_NE(text.find("followed arcs                8 (88.9%)\n"), std::string::npos) << text;
}

TEST_F(Verify, SaysOkForEachCheck) {
  make_web();
  const Outcome outcome = run({"verify", "my.web"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out.find("problem"), std::string::npos);
  const json verified = run_json({"verify", "my.web", "--json"});
  EXPECT_EQ(verified["ok"], true);
  EXPECT_GT(verified["checks"].size(), 5U);
  expect_keys(verified["checks"][0], {"check", "ok", "problem"});
}

TEST_F(Rank, WithoutOutputShowsATable) {
  make_web();
  const Outcome outcome = run({"rank", "my.web", "domain-rating", "-n", "2"});
  EXPECT_EQ(outcome.status, 0) << outcome.err;
  EXPECT_EQ(outcome.out,
            "rank  name     score   rating  referring_domains\n"
            "   1  d.io   1.42064  100.000                  3\n"
            "   2  a.com  1.35754   87.061                  1\n");
}

TEST_F(Rank, JsonHasEveryKey) {
  make_web();
  const json ranked = run_json({"rank", "my.web", "pagerank", "-o", "pr.tsv", "--json", "-n", "3", "--threads", "2"});
  expect_keys(ranked, {"algorithm", "definition", "nodes", "arcs", "iterations", "residual_l1", "error_bound_l1",
                       "seconds", "seconds_per_iteration", "threads", "simd_target", "converged", "certified_top",
                       "parameters", "web", "scores", "top"});
  EXPECT_EQ(ranked["algorithm"], "pagerank");
  EXPECT_EQ(ranked["threads"], 2);
  EXPECT_EQ(ranked["converged"], true);
  EXPECT_LE(ranked["error_bound_l1"], 1e-9);
  EXPECT_EQ(ranked["scores"], "pr.tsv");
  EXPECT_EQ(ranked["parameters"]["alpha"], 0.85);
  ASSERT_EQ(ranked["top"].size(), 3U);
  expect_keys(ranked["top"][0], {"name", "score", "rank"});
  EXPECT_EQ(ranked["web"], run_json({"info", "my.web", "--json"})["fingerprint"]);
}

TEST_F(Rank, DashPrintsTheWholeTable) {
  make_scores();
  const Outcome outcome = run({"rank", "my.web", "domain-rating", "-o", "-"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_EQ(outcome.out, read_file(path("dr.tsv")));
}

TEST_F(Rank, OptionsReachTheAlgorithm) {
  make_web();
  const json ranked = run_json({"rank", "my.web", "pagerank", "--json", "--alpha", "0.5", "--dangling", "weak",
                                "--followed", "--weighted", "--max-iterations", "77", "--tol", "1e-6"});
  EXPECT_EQ(ranked["parameters"], json({{"alpha", 0.5},
                                        {"contributions", "f64"},
                                        {"dangling", "weak"},
                                        {"followed", true},
                                        {"weighted", true},
                                        {"max-iterations", 77},
                                        {"solver", "auto"},
                                        {"tol", 1e-6}}));
}

TEST_F(Rank, AllLinksIsTheOppositeOfFollowed) {
  make_web();
  const auto followed = [&](const std::string& flag) {
    return run_json({"rank", "my.web", "pagerank", "--json", flag})["parameters"]["followed"];
  };
  EXPECT_EQ(followed("--followed"), true);
  EXPECT_EQ(followed("--all-links"), false);
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "--followed", "--all-links"}).status, 2);
}

TEST_F(Rank, APreferenceFileMovesTheTeleport) {
  make_web();
  write("seeds.txt", "https://E.com/page 1\n");
  const json ranked = run_json({"rank", "my.web", "pagerank", "--json", "--alpha", "0.1", "--preference", "seeds.txt"});
  EXPECT_EQ(ranked["top"][0]["name"], "e.com");
}

TEST_F(Rank, NotConvergedIsItsOwnStatusAndTheScoresAreWritten) {
  make_web();
  const Outcome outcome = run({"rank", "my.web", "pagerank", "--max-iterations", "2", "-o", "pr.tsv"});
  EXPECT_EQ(outcome.status, 4);
  EXPECT_NE(outcome.err.find("not converged"), std::string::npos);
  EXPECT_NE(outcome.err.find("hint: raise --max-iterations"), std::string::npos);
  const json facts = json::parse(read_file(path("pr.tsv.json")));
  EXPECT_EQ(facts["convergence"]["converged"], false);
}

TEST_F(Top, OrdersByTheColumnAskedFor) {
  make_scores();
  const json top = run_json({"top", "my.web", "dr.tsv", "--by", "referring_domains", "-n", "2", "--json"});
  expect_keys(top, {"web", "scores", "algorithm", "definition", "by", "top"});
  ASSERT_EQ(top["top"].size(), 2U);
  EXPECT_EQ(top["top"][0]["name"], "d.io");
  EXPECT_EQ(top["top"][1]["name"], "c.net");
  EXPECT_EQ(top["top"][1]["referring_domains"], 2);
}

TEST_F(Top, ShowsWhatRankShowed) {
  make_scores();
  EXPECT_EQ(run({"top", "my.web", "dr.tsv"}).out, run({"rank", "my.web", "domain-rating"}).out);
}

TEST_F(Top, MoreRowsThanNodesAreAllNodes) {
  make_scores();
  EXPECT_EQ(run_json({"top", "my.web", "dr.tsv", "-n", "18446744073709551615", "--json"})["top"].size(), 5U);
  EXPECT_EQ(run_json({"top", "my.web", "dr.tsv", "-n", "0", "--json"})["top"].size(), 0U);
}

TEST_F(Show, FindsTheDomainOfAUrlAndCountsBothSides) {
  make_scores();
  const json shown = run_json({"show", "my.web", "https://WWW.c.net/page", "e.com", "--scores", "dr.tsv", "--json"});
  ASSERT_EQ(shown["nodes"].size(), 2U);
  const json& c = shown["nodes"][0];
  expect_keys(c, {"name", "node", "indegree", "outdegree", "self_loop", "referring_nodes", "linked_nodes", "links_in",
                  "links_out", "scores", "predecessors", "successors"});
  EXPECT_EQ(c["name"], "c.net");
  EXPECT_EQ(c["indegree"], 3);
  EXPECT_EQ(c["referring_nodes"], 2) << "a.com links with nofollow only";
  EXPECT_EQ(c["scores"]["referring_domains"], 2);
  EXPECT_EQ(shown["nodes"][1]["self_loop"], true);
  EXPECT_EQ(shown["nodes"][1]["successors"].size(), 2U) << "itself is no neighbour";
}

TEST_F(Show, NeighboursComeByRating) {
  make_scores();
  const json shown = run_json({"show", "my.web", "c.net", "--scores", "dr.tsv", "-n", "2", "--json"});
  const json& sources = shown["nodes"][0]["predecessors"];
  ASSERT_EQ(sources.size(), 2U);
  EXPECT_EQ(sources[0]["name"], "a.com");
  EXPECT_EQ(sources[0]["followed"], false);
  EXPECT_EQ(sources[1]["name"], "b.org");
}

TEST_F(Show, TextSaysHowManyNeighboursAreLeftOut) {
  make_web();
  const std::string text = run({"show", "my.web", "c.net", "-n", "1"}).out;
  EXPECT_NE(text.find("referring domains  2 of 3"), std::string::npos) << text;
  EXPECT_NE(text.find("… and 2 more"), std::string::npos) << text;
}

TEST_F(Show, AnUnknownNameSuggestsNearOnes) {
  make_web();
  const Outcome outcome = run({"show", "my.web", "d.oi"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err,
            "orbweb: error: no node \"d.oi\" in this web\n  hint: this web's nodes are domains; near: d.io\n");
  EXPECT_EQ(run({"show", "my.web", "zebra.zoo"}).err,
            "orbweb: error: no node \"zebra.zoo\" in this web\n  hint: this web's nodes are domains\n");
}

double sum_of_parts(const json& explained) {
  double sum = explained["teleport"].get<double>() + explained["dangling"].get<double>() +
               explained["self"].get<double>() + explained["rest"].get<double>() + explained["remainder"].get<double>();
  for (const json& part : explained["contributions"]) sum += part["amount"].get<double>();
  return sum;
}

TEST_F(Explain, PartsSumToTheScore) {
  make_scores();
  for (const char* shown : {"0", "1", "10"}) {
    const json explained = run_json({"explain", "my.web", "d.io", "--scores", "dr.tsv", "-n", shown, "--json"});
    expect_keys(explained, {"name", "node", "algorithm", "definition", "parameters", "web", "scores", "score",
                            "teleport", "dangling", "self", "contributors", "contributions", "rest", "remainder"});
    EXPECT_EQ(explained["contributors"], 3);
    EXPECT_NEAR(sum_of_parts(explained), explained["score"].get<double>(), 1e-12);
    EXPECT_NEAR(explained["teleport"].get<double>(), 0.15, 1e-12);
  }
}

TEST_F(Explain, WithoutScoresSolvesThemTightly) {
  make_web();
  const json explained = run_json({"explain", "my.web", "D.IO", "--json"});
  EXPECT_EQ(explained["algorithm"], "domain-rating");
  EXPECT_NEAR(explained["remainder"].get<double>(), 0, 1e-11);
}

TEST_F(Explain, AWebOfHostsIsExplainedByPageRank) {
  ASSERT_EQ(run({"build", "links.tsv", "-o", "hosts.web", "--fold", "host"}).status, 0);
  const json explained = run_json({"explain", "hosts.web", "http://d.io/", "--json"});
  EXPECT_EQ(explained["algorithm"], "pagerank");
  EXPECT_NEAR(sum_of_parts(explained), explained["score"].get<double>(), 1e-12);
}

TEST_F(Explain, TextEndsWithTheTotal) {
  make_scores();
  const std::string text = run({"explain", "my.web", "c.net", "--scores", "dr.tsv", "-n", "1"}).out;
  EXPECT_NE(text.find("b.org"), std::string::npos) << text;
  EXPECT_NE(text.find("… and 1 more"), std::string::npos) << text;
  EXPECT_NE(text.find("total = score"), std::string::npos) << text;
  EXPECT_NE(text.find("100.0%"), std::string::npos) << text;
}

TEST_F(Show, ANumberedWebIsAskedByNumber) {
  write("arcs.txt", "0 1\n1 2\n2 0\n");
  ASSERT_EQ(run({"build", "arcs.txt", "-o", "n.web"}).status, 0);
  EXPECT_EQ(run_json({"show", "n.web", "2", "--json"})["nodes"][0]["indegree"], 1);
  EXPECT_EQ(run_json({"rank", "n.web", "pagerank", "--json"})["top"][0]["node"], 0);
  EXPECT_NE(run({"show", "n.web", "7"}).err.find("the numbers 0 to 2"), std::string::npos);
}

}  // namespace
}  // namespace orbweb::test
