// orbweb convert, on the program's own list of links.
#include <gmock/gmock.h>

#include <algorithm>
#include <cerrno>

#include "cli/program.h"
#include "graph/error.h"
#include "graph/store.h"
#include "graph/transform/conversion.h"
#include "graph/verify.h"
#include "support/faulty_files.h"

namespace orbweb::test {
namespace {

using ::nlohmann::json;
using ::testing::HasSubstr;

class Convert : public ProgramTest {
 protected:
  Convert() { make_web(); }
  /// Converts to links and returns their lines.
  std::string links(std::vector<std::string> options) const {
    options.insert(options.begin(), {"convert", "my.web", "-o", "out.tsv", "--force"});
    const Outcome outcome = run(options);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    return read_file(path("out.tsv"));
  }
  json info(const std::string& web) const { return run_json({"info", web, "--json"}); }
};

TEST_F(Convert, LinksBuildTheSameWebAgain) {
  EXPECT_EQ(run({"convert", "my.web", "-o", "out.tsv.gz"}).status, 0);
  EXPECT_EQ(run({"build", "out.tsv.gz", "-o", "again.web", "--fold", "domain"}).status, 0);
  EXPECT_EQ(info("again.web")["fingerprint"], info("my.web")["fingerprint"]);
}

TEST_F(Convert, JsonHasEveryKey) {
  const json result = run_json({"convert", "my.web", "-o", "new.web", "--json"});
  for (const char* key : {"output", "format", "nodes", "arcs", "names", "fingerprint", "seconds"}) {
    EXPECT_TRUE(result.contains(key)) << key;
  }
  EXPECT_EQ(result["format"], "web");
  EXPECT_EQ(result["nodes"], 5);
  EXPECT_EQ(result["arcs"], 9);
  EXPECT_EQ(result["fingerprint"], info("my.web")["fingerprint"]);
}

TEST_F(Convert, TransposedTwiceIsTheSameWeb) {
  EXPECT_EQ(run({"convert", "my.web", "-o", "back.web", "--transpose"}).status, 0);
  EXPECT_EQ(run({"convert", "back.web", "-o", "again.web", "--transpose", "--memory", "1"}).status, 0);
  EXPECT_NE(info("back.web")["fingerprint"], info("my.web")["fingerprint"]);
  EXPECT_EQ(info("again.web")["fingerprint"], info("my.web")["fingerprint"]);
  EXPECT_EQ(run({"verify", "back.web"}).status, 0);
  EXPECT_EQ(info("back.web")["provenance"]["options"]["converted"], "transposed");
}

TEST_F(Convert, FiltersArcsByLabel) {
  EXPECT_THAT(links({}), HasSubstr("nofollow"));
  EXPECT_THAT(links({}), HasSubstr("e.com\te.com"));
  EXPECT_THAT(links({"--followed"}), Not(HasSubstr("nofollow")));
  EXPECT_THAT(links({"--drop-self-loops"}), Not(HasSubstr("e.com\te.com")));
}

TEST_F(Convert, ChoosesNodesByFilesAndHosts) {
  write("some.txt", "a.com\nb.org\nnobody.example\n");
  write("more.txt", "c.net\n");
  EXPECT_EQ(links({"--nodes", "some.txt"}), "source\ttarget\tcount\trel\na.com\tb.org\t1\t\n");
  EXPECT_THAT(links({"--nodes", "some.txt", "--nodes", "more.txt"}), HasSubstr("b.org\tc.net"));
  EXPECT_THAT(links({"--nodes", "some.txt", "--under", "c.net"}), HasSubstr("b.org\tc.net"));
  EXPECT_EQ(links({"--nodes", "some.txt", "--and", "more.txt", "--under", "c.net"}), "source\ttarget\tcount\trel\n");
  EXPECT_THAT(links({"--not", "some.txt"}), Not(HasSubstr("a.com")));
}

TEST_F(Convert, SaysWhichNamesItDoesNotKnow) {
  write("some.txt", "a.com\nnobody.example\n");
  const Outcome outcome = run({"convert", "my.web", "-o", "out.tsv", "--nodes", "some.txt"});
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.err, HasSubstr("1 of 2 lines name no node of this web, such as"));
  EXPECT_THAT(outcome.err, HasSubstr("nobody.example"));
}

TEST_F(Convert, RefusesToKeepNoNode) {
  write("some.txt", "nobody.example\n");
  EXPECT_EQ(run({"convert", "my.web", "-o", "x.tsv", "--nodes", "some.txt"}).status, 2);
  EXPECT_EQ(run({"convert", "my.web", "-o", "x.tsv", "--under", "nobody.example"}).status, 2);
  EXPECT_FALSE(std::filesystem::exists(path("x.tsv")));
}

TEST_F(Convert, KeepsTheLargestComponent) {
  write("more.tsv", "x.com\ty.com\na.com\tb.org\nb.org\ta.com\nb.org\tc.net\n");
  EXPECT_EQ(run({"build", "more.tsv", "-o", "my.web", "--force", "--fold", "domain"}).status, 0);
  EXPECT_EQ(links({"--largest-component"}),
            "source\ttarget\tcount\trel\na.com\tb.org\t1\t\nb.org\ta.com\t1\t\nb.org\tc.net\t1\t\n");
  EXPECT_EQ(links({"--largest-strong-component"}),
            "source\ttarget\tcount\trel\na.com\tb.org\t1\t\nb.org\ta.com\t1\t\n");
}

TEST_F(Convert, AWebInAnotherOrderComesWithItsNames) {
  const json result = run_json({"convert", "my.web", "-o", "new.web", "--order", "degree", "--json"});
  EXPECT_EQ(result["names"], "new.web.names.tsv");
  EXPECT_EQ(info("new.web")["names"], false);
  const std::string names = read_file(path("new.web.names.tsv"));
  EXPECT_THAT(names, HasSubstr("#name\tnode\n"));
  EXPECT_THAT(names, HasSubstr("e.com\t"));
  EXPECT_EQ(run({"verify", "new.web"}).status, 0);
}

TEST_F(Convert, AnOrderFromAFileThatIsByNameChangesNothing) {
  EXPECT_EQ(run({"convert", "my.web", "-o", "g.sg", "--names", "names.tsv"}).status, 0);
  EXPECT_EQ(run({"convert", "my.web", "-o", "new.web", "--order", "names.tsv"}).status, 0);
  EXPECT_EQ(info("new.web")["fingerprint"], info("my.web")["fingerprint"]);
}

TEST_F(Convert, NamesFollowThroughEveryStep) {
  const std::string all = links({});
  const auto sorted = [](const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size(); at = text.find('\n', at) + 1) {
      lines.push_back(text.substr(at, text.find('\n', at) - at));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
  };
  for (const char* order : {"degree", "indegree", "outdegree", "bfs"}) {
    EXPECT_EQ(sorted(links({"--order", order})), sorted(all)) << order;
    EXPECT_EQ(sorted(links({"--largest-component", "--order", order})), sorted(all)) << order;
  }
}

TEST_F(Convert, WritesMetisOnceItIsSymmetric) {
  const Outcome refused = run({"convert", "my.web", "-o", "out.metis"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("--symmetrise"));
  EXPECT_EQ(run({"convert", "my.web", "-o", "out.metis", "--symmetrise", "--drop-self-loops"}).status, 0);
  EXPECT_EQ(read_file(path("out.metis")).substr(0, 4), "5 8\n");
}

TEST_F(Convert, LeavesNothingBehind) {
  const std::vector<std::string> before = files();
  EXPECT_NE(run({"convert", "my.web", "-o", "out.metis", "--followed", "--largest-component", "--order", "bfs"}).status,
            0);
  EXPECT_EQ(files(), before);
}

TEST_F(Convert, RefusesBadArgumentsBeforeAnyWork) {
  write("there.tsv", "");
  const std::vector<std::vector<std::string>> commands = {
      {"convert", "my.web"},
      {"convert", "my.web", "-o", "x.csv"},
      {"convert", "my.web", "-o", "x.tsv", "--to", "dot"},
      {"convert", "my.web", "-o", "x.tsv", "--transpose", "--symmetrise"},
      {"convert", "my.web", "-o", "x.npz.gz"},
      {"convert", "my.web", "-o", "x.tsv", "--memory", "5X"},
      {"convert", "my.web", "-o", "x.tsv", "--encoding", "csr"},
      {"convert", "my.web", "-o", "x.web", "--encoding", "zip"},
      {"convert", "my.web", "-o", "x", "--to", "bvgraph", "--selection", "best"},
      {"convert", "my.web", "-o", "x.gz", "--to", "bvgraph"},
  };
  for (const auto& command : commands) EXPECT_EQ(run(command).status, 2) << command.back();
  EXPECT_EQ(run({"convert", "my.web", "-o", "there.tsv"}).status, 73);
  EXPECT_EQ(run({"convert", "my.web", "-o", "there.tsv", "--to", "web", "--force"}).status, 73);
  EXPECT_EQ(run({"convert", "my.web", "-o", "no/folder.tsv"}).status, 73);
  EXPECT_EQ(run({"convert", "no.web", "-o", "x.tsv"}).status, 74);
  write("order.txt", "a.com\n");
  EXPECT_EQ(run({"convert", "my.web", "-o", "x.web", "--order", "order.txt"}).status, 65);
}

TEST_F(Convert, ForceReplacesNothingButFiles) {
  std::filesystem::create_directory(path("photos.tsv"));
  write("photos.tsv/one", "1");
  for (const std::vector<std::string>& outputs : {std::vector<std::string>{"-o", "photos.tsv"},
                                                  {"-o", "/dev/null", "--to", "snap"},
                                                  {"-o", "x.sg", "--names", "photos.tsv"},
                                                  {"-o", "my.web/x.tsv"},
                                                  {"-o", "my.web/x.web"},
                                                  {"-o", "x.sg", "--names", "my.web/names.tsv"}}) {
    std::vector<std::string> command = {"convert", "my.web", "--force"};
    command.insert(command.end(), outputs.begin(), outputs.end());
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.status, 73) << outputs.back() << outcome.err;
  }
  EXPECT_EQ(read_file(path("photos.tsv/one")), "1");
  EXPECT_EQ(run({"verify", "my.web"}).status, 0);
}

TEST_F(Convert, NamesAndGraphAreTwoFilesAndAppearTogether) {
  const std::vector<std::string> before = files();
  for (const std::vector<std::string>& outputs : {std::vector<std::string>{"-o", "x.sg", "--names", "x.sg"},
                                                  {"-o", "x.sg", "--names", "./x.sg"},
                                                  {"-o", "x", "--to", "bvgraph", "--names", "x.offsets"},
                                                  {"-o", "x-vertices.txt", "--names", "x-edges.txt"}}) {
    std::vector<std::string> command = {"convert", "my.web", "--force"};
    command.insert(command.end(), outputs.begin(), outputs.end());
    EXPECT_EQ(run(command).status, 2) << outputs.back();
  }
  std::string links;
  for (const char letter : {'a', 'b', 'c', 'd', 'e', 'f'}) {
    const std::string label(60, letter);
    links += label + "." + label + "." + label + ".com\thub.com\n";
  }
  write("long.tsv", links);
  ASSERT_EQ(run({"build", "long.tsv", "-o", "long.web", "--fold", "host"}).status, 0);
  const Outcome outcome = run_bash("ulimit -f 1; trap '' XFSZ; orbweb convert long.web -o x.sg --names names.tsv");
  EXPECT_EQ(outcome.status, 74) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(path("x.sg"))) << "the names did not fit";
  EXPECT_FALSE(std::filesystem::exists(path("names.tsv")));
  EXPECT_EQ(run_bash("orbweb convert long.web -o x.sg --names names.tsv").status, 0);
}

TEST_F(Convert, FromBvGraphToWebToBvGraphIsTheSame) {
  EXPECT_EQ(run({"convert", "my.web", "--to", "bvgraph", "-o", "one"}).status, 0);
  EXPECT_EQ(run({"build", "one.properties", "-o", "numbered.web", "--encoding", "bvgraph"}).status, 0);
  EXPECT_EQ(run({"convert", "numbered.web", "-o", "two.properties", "--selection", "dynamic"}).status, 0);
  EXPECT_EQ(run({"build", "two.properties", "-o", "again.web"}).status, 0);
  EXPECT_EQ(info("again.web")["fingerprint"], info("numbered.web")["fingerprint"]);
  EXPECT_EQ(run({"convert", "my.web", "--to", "bvgraph", "-o", "two"}).status, 73);
}

TEST_F(Convert, AWebChangesItsEncodingAlone) {
  for (const char* encoding : {"csr", "bvgraph"}) {
    EXPECT_EQ(run({"convert", "my.web", "-o", "new.web", "--force", "--encoding", encoding}).status, 0);
    EXPECT_EQ(info("new.web")["fingerprint"], info("my.web")["fingerprint"]) << encoding;
    EXPECT_EQ(run({"verify", "new.web"}).status, 0);
  }
}

/// Fails every single call to the file system in turn.
TEST_F(Convert, LeavesNothingBehindWhateverFails) {
  const Web web = open_web(path("my.web"));
  const std::vector<std::string> before = files();
  bool done = false;
  for (std::uint64_t call = 1; !done; ++call) {
    ASSERT_LT(call, 2'000U);
    FaultyFileSystem faulty({.fail_at = call, .error_number = ENOSPC});
    try {
      Conversion conversion(web, path("new.web"), 0, {}, faulty);
      conversion.keep_largest_component(false);
      conversion.order_nodes("degree");
      conversion.set_direction(ArcDirection::symmetrised);
      WebWriter writer(path("new.web"), {}, faulty);
      conversion.feed(writer, web.provenance());
      done = faulty.calls() < call;
    } catch (const Error&) {
    }
    if (std::filesystem::exists(path("new.web"))) {  // where but the last sync or clean-up failed, the web is whole
      for (const VerifyFinding& finding : verify_web(path("new.web"))) EXPECT_EQ(finding.problem, "") << call;
      std::filesystem::remove_all(path("new.web"));
    }
    // Where removing is what failed, one thing is left, and is cleared here as the next process would.
    std::size_t left = 0;
    for (const std::string& file : files()) {
      if (std::find(before.begin(), before.end(), file) != before.end()) continue;
      std::filesystem::remove_all(path(file));
      ++left;
    }
    EXPECT_LE(left, 1U) << call;
  }
}

TEST_F(Convert, SaysWhatTheFormatDoesNotHold) {
  const json arcs = run_json({"convert", "my.web", "-o", "g.mtx", "--json"});
  EXPECT_EQ(arcs["lost"], json({"names", "which arcs are followed"}));
  EXPECT_THAT(run({"convert", "my.web", "-o", "h.mtx", "--names", "n.tsv"}).err,
              HasSubstr("not in this format: which arcs are followed"));
  EXPECT_EQ(run_json({"convert", "my.web", "-o", "g.gml", "--json"})["lost"], json::array());
}

TEST_F(Convert, WarnsOfNamesThatBuildWouldFold) {
  write("g.gml",
        "graph [ directed 1 node [ id 1 label \"Alice\" ] node [ id 2 label \"Bob\" ] edge [ source 1 target 2 ] ]");
  EXPECT_EQ(run({"build", "g.gml", "-o", "g.web"}).status, 0);
  EXPECT_THAT(run({"convert", "g.web", "-o", "g.tsv"}).err, HasSubstr("of no fold"));
  EXPECT_THAT(run({"convert", "my.web", "-o", "m.tsv"}).err, Not(HasSubstr("of no fold")));
}

TEST_F(Convert, RefusesOptionsWithoutEffect) {
  for (const char* option : {"--window", "--max-references", "--min-interval"}) {
    const Outcome outcome = run({"convert", "my.web", "-o", "x.tsv", option, "3"});
    EXPECT_EQ(outcome.status, 2) << option;
    EXPECT_THAT(outcome.err, HasSubstr(std::string(option) + " is of the format bvgraph, and this is links"));
  }
  EXPECT_EQ(run({"convert", "my.web", "-o", "x.web", "--selection", "dynamic"}).status, 2);
  EXPECT_EQ(run({"convert", "my.web", "-o", "x.properties", "--window", "3"}).status, 0);
}

TEST_F(Convert, RefusesStandardOutput) {
  for (const std::vector<std::string>& format : {std::vector<std::string>{}, {"--to", "links"}, {"--to", "web"}}) {
    std::vector<std::string> command = {"convert", "my.web", "-o", "-"};
    command.insert(command.end(), format.begin(), format.end());
    const Outcome outcome = run(command);
    EXPECT_EQ(outcome.status, 2);
    EXPECT_THAT(outcome.err, HasSubstr("standard output"));
  }
  EXPECT_FALSE(std::filesystem::exists(path("-")));
}

TEST_F(Convert, HintsSayWhatToDo) {
  write("there.tsv", "");
  write("order.txt", "a.com\n");
  const auto hint = [&](std::vector<std::string> options) {
    options.insert(options.begin(), {"convert", "my.web"});
    const std::string err = run(options).err;
    return err.substr(std::min(err.find("hint: "), err.size()));
  };
  EXPECT_THAT(hint({"-o", "x.web", "--order", "random"}), HasSubstr("orders are name, degree"));
  EXPECT_EQ(run({"convert", "my.web", "-o", "x.web", "--order", "random"}).status, 2);
  EXPECT_THAT(hint({"-o", "x.web", "--order", "order.txt"}), HasSubstr("an order names each node"));
  EXPECT_THAT(hint({"-o", "x.sg", "--names", "there.tsv"}), HasSubstr("choose another --names, or --force"));
  EXPECT_THAT(hint({"-o", "there.tsv"}), HasSubstr("choose another -o, or --force"));
  write("x.web.names.tsv", "");
  EXPECT_THAT(hint({"-o", "x.web", "--order", "bfs"}), HasSubstr("choose another --names"));
}

TEST_F(Convert, HostsAreFoldedAsNamesAre) {
  write("pages.tsv",
        "https://Example.com/a\thttps://b\xc3\xbc"
        "cher.example/x\nhttps://example.com/a\thttps://other.example/\n");
  EXPECT_EQ(run({"build", "pages.tsv", "-o", "pages.web", "--fold", "page"}).status, 0);
  for (const char* host : {"example.com", "HTTPS://Example.COM/", "EXAMPLE.com"}) {
    EXPECT_EQ(run_json({"convert", "pages.web", "-o", "x.web", "--force", "--under", host, "--json"})["nodes"], 1)
        << host;
  }
  EXPECT_EQ(run_json({"convert", "pages.web", "-o", "x.web", "--force", "--under",
                      "B\xc3\x9c"
                      "CHER.example",
                      "--json"})["nodes"],
            1);
  const Outcome page = run({"convert", "pages.web", "-o", "y.web", "--under", "https://example.com/a"});
  EXPECT_EQ(page.status, 2);
  EXPECT_THAT(page.err, HasSubstr("--under takes hosts"));
}

/// How many folders of webs in between lie beside the output.
TEST_F(Convert, AWebInBetweenGoesWhenTheNextOneStands) {
  const std::size_t before = files().size();
  Conversion conversion(open_web(path("my.web")), path("new.web"), 0, {});
  conversion.filter_arcs(true, false);
  conversion.keep_largest_component(false);
  EXPECT_EQ(files().size(), before + 1);
  conversion.order_nodes("degree");
  EXPECT_EQ(files().size(), before + 1);
  conversion.set_direction(ArcDirection::symmetrised);
  EXPECT_EQ(conversion.settle().num_nodes(), 5U);
  EXPECT_EQ(files().size(), before + 1);
}

TEST_F(Convert, DryRunTellsWhatItNeedsAndWritesNothing) {
  const std::vector<std::string> before = files();
  const json plan = run_json({"convert", "my.web", "-o", "new.web", "--largest-component", "--order", "bfs",
                              "--symmetrise", "--dry-run", "--json"});
  EXPECT_EQ(plan["dry_run"], true);
  EXPECT_EQ(plan["format"], "web");
  EXPECT_EQ(plan["nodes_at_most"], 5);
  EXPECT_EQ(plan["arcs_at_most"], 18);
  EXPECT_GT(plan["estimated_memory"], 0);
  EXPECT_GT(plan["temporary_bytes"], 0);
  EXPECT_EQ(plan["passes"], 1);
  EXPECT_EQ(run_json({"convert", "my.web", "-o", "x.tsv", "--dry-run", "--json"})["temporary_bytes"], 0);
  EXPECT_THAT(run({"convert", "my.web", "-o", "x.tsv", "--dry-run"}).out, HasSubstr("would write x.tsv"));
  EXPECT_EQ(files(), before);
  EXPECT_EQ(run({"convert", "my.web", "-o", "my.web", "--dry-run"}).status, 73);
}

TEST_F(Convert, HelpListsTheFormats) {
  const Outcome outcome = run({"convert", "--help"});
  for (const char* text : {"common-crawl", "vertices.txt", "bvgraph", "Examples:"})
    EXPECT_THAT(outcome.out, HasSubstr(text));
}

}  // namespace
}  // namespace orbweb::test
