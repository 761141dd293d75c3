// Every input format from the command line.
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "loaders/graph_format.h"
#include "support/graph_samples.h"

namespace orbweb::test {
namespace {

class Formats : public ProgramTest {};

TEST_F(Formats, EveryOneBuildsAndVerifies) {
  for (const GraphSample& sample : graph_samples()) {
    SCOPED_TRACE(sample.format);
    std::vector<std::string> arguments = {"build", "-o",    sample.format + ".web", "--format", sample.format, "--fold",
                                          "host",  "--json"};
    for (const auto& [name, content] : sample.files) {
      write(name, content);
      arguments.push_back(name);
    }
    const nlohmann::json built = run_json(arguments);
    EXPECT_EQ(built["nodes"], sample.nodes);
    EXPECT_EQ(built["arcs"], sample.arcs);
    EXPECT_EQ(run({"verify", sample.format + ".web"}).status, 0);
  }
}

TEST_F(Formats, HelpAndErrorsNameThemAll) {
  const std::string help = run({"build", "--help"}).out;
  const Outcome wrong = run({"build", "links.tsv", "-o", "x.web", "--format", "warp"});
  EXPECT_EQ(wrong.status, 2);
  for (const GraphFormat& format : graph_formats()) {
    EXPECT_NE(help.find(format.name), std::string::npos) << format.name;
    EXPECT_NE(wrong.err.find(format.name), std::string::npos) << format.name;
  }
}

TEST_F(Formats, DryRunTellsTheFormat) {
  write("graph.mtx", "%%MatrixMarket matrix coordinate pattern general\n5 5 2\n1 2\n2 3\n");
  const nlohmann::json plan = run_json({"build", "graph.mtx", "-o", "x.web", "--dry-run", "--json"});
  EXPECT_EQ(plan["format"], "mtx");
  EXPECT_EQ(plan["names"], false);
  EXPECT_EQ(plan["estimated_links"], 2);
}

TEST_F(Formats, MalformedInputIsOneLineAndLeavesNothing) {
  write("graph.mtx", "%%MatrixMarket matrix coordinate pattern general\n5 5 2\n1 9\n");
  const Outcome outcome = run({"build", "graph.mtx", "-o", "x.web"});
  EXPECT_EQ(outcome.status, 65);
  EXPECT_NE(outcome.err.find("graph.mtx: line 3: expected a column from 1 to 5"), std::string::npos) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(path("x.web")));
}

}  // namespace
}  // namespace orbweb::test
