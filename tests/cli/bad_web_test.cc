// Webs and score tables that are damaged or not what they are taken for.
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "support/data.h"

namespace orbweb::test {
namespace {

using ::nlohmann::json;

class BadWeb : public ProgramTest {};

// Mapped files are checked where they are touched, so a verb that does not look at the damage may still be right.
TEST_F(BadWeb, OneFlippedByteIsFoundOrDoesNotMatter) {
  make_scores();
  const std::string scores = run({"rank", "my.web", "pagerank", "-o", "-"}).out;
  for (const auto& entry : std::filesystem::directory_iterator(path("my.web"))) {
    const std::string intact = read_file(entry.path());
    if (intact.empty()) continue;
    std::string damaged = intact;
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x10);
    std::ofstream(entry.path(), std::ios::binary) << damaged;
    for (const auto& arguments :
         std::vector<std::vector<std::string>>{{"info", "my.web", "--no-mmap"},
                                               {"rank", "my.web", "pagerank", "-o", "x.tsv", "--no-mmap"},
                                               {"verify", "my.web"}}) {
      const Outcome outcome = run(arguments);
      EXPECT_EQ(outcome.status, 65) << entry.path() << ' ' << arguments[0] << ' ' << outcome.err;
      EXPECT_NE(outcome.err.find("orbweb: error: my.web"), std::string::npos) << outcome.err;
    }
    EXPECT_FALSE(std::filesystem::exists(path("x.tsv")));
    const Outcome mapped = run({"rank", "my.web", "pagerank", "-o", "-"});
    EXPECT_TRUE(mapped.status == 65 || (mapped.status == 0 && mapped.out == scores)) << entry.path() << mapped.err;
    std::ofstream(entry.path(), std::ios::binary) << intact;
  }
  EXPECT_EQ(run({"verify", "my.web"}).status, 0);
}

// The preference is read from a pipe after the web is open: time enough to cut the files below the mapping.
TEST_F(BadWeb, AFileCutWhileItIsMappedIsOneErrorAndNoSignal) {
  make_web();
  const Outcome outcome = run_bash(
      "mkfifo preference; orbweb rank my.web pagerank --preference preference -o x.tsv & exec 3>preference;"
      "for file in my.web/successors.* my.web/predecessors.*; do : >$file; done;"
      "printf 'a.com\t1\n' >&3; exec 3>&-; wait $!; echo status $?");
  EXPECT_EQ(outcome.out, "status 74\n") << outcome.err;
  EXPECT_NE(outcome.err.find("my.web/"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("became shorter"), std::string::npos) << outcome.err;
}

TEST_F(BadWeb, AMissingFileIsDamageThatIsNamed) {
  make_web();
  for (const auto& entry : std::filesystem::directory_iterator(path("my.web"))) {
    const std::filesystem::path away = path("away");
    std::filesystem::rename(entry.path(), away);
    const Outcome outcome = run({"verify", "my.web"});
    EXPECT_EQ(outcome.status, 65) << entry.path() << outcome.err;
    EXPECT_EQ(run({"info", "my.web"}).status, 65) << entry.path();
    std::filesystem::rename(away, entry.path());
  }
  EXPECT_EQ(run({"verify", "my.web"}).status, 0);
}

TEST_F(BadWeb, VerifyNamesTheDamagedFile) {
  make_web();
  std::string damaged = read_file(path("my.web/names.blocks"));
  damaged[0] = static_cast<char>(damaged[0] ^ 1);
  write("my.web/names.blocks", damaged);
  const Outcome outcome = run({"verify", "my.web", "--json"});
  EXPECT_EQ(outcome.status, 65);
  const json verified = json::parse(outcome.out);
  EXPECT_EQ(verified["ok"], false);
  EXPECT_NE(run({"verify", "my.web"}).out.find("problem  checksum of names.blocks: "), std::string::npos);
}

TEST_F(BadWeb, AFolderThatIsNoWebSaysSo) {
  const Outcome outcome = run({"info", "."});
  EXPECT_EQ(outcome.status, 65);
  EXPECT_NE(outcome.err.find("expected a web"), std::string::npos) << outcome.err;
  EXPECT_EQ(run({"info", "nowhere"}).status, 74);
}

TEST_F(BadWeb, ScoresOfAnotherWebAreRefused) {
  make_scores();
  write("two.tsv", "x.com\ty.com\n");
  ASSERT_EQ(run({"build", "two.tsv", "-o", "two.web", "--fold", "domain"}).status, 0);
  EXPECT_EQ(run({"top", "two.web", "dr.tsv"}).status, 65);
}

}  // namespace
}  // namespace orbweb::test
