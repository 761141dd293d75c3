// The program killed at any moment: readers see the old web or the new one, and the next build clears the rest away.
#include <gtest/gtest.h>

#include <string>

#include "cli/program.h"

namespace orbweb::test {
namespace {

constexpr int kKills = 25;

class Crash : public ProgramTest {
 protected:
  /// 20,000 links among 2,000 hosts, other ones for each seed.
  void write_links(const std::string& name, unsigned seed) const {
    std::string text;
    std::uint64_t state = seed;
    const auto host = [&] {
      state = state * 6364136223846793005 + 1442695040888963407;
      return "host-" + std::to_string((state >> 33) % 2000) + ".example";
    };
    for (int i = 0; i < 20'000; ++i) {
      const std::string source = host();
      text += source + '\t' + host() + '\n';
    }
    write(name, text);
  }
  std::string fingerprint() const { return run_json({"info", "my.web", "--json"})["fingerprint"]; }
};

TEST_F(Crash, AKilledBuildLeavesTheOldWebOrTheNewAndTheNextBuildClearsUp) {
  write_links("old.tsv", 1);
  write_links("new.tsv", 2);
  ASSERT_EQ(run({"build", "new.tsv", "-o", "my.web", "--fold", "host"}).status, 0);
  const std::string new_fingerprint = fingerprint();
  ASSERT_EQ(run({"build", "old.tsv", "-o", "my.web", "--fold", "host", "--force"}).status, 0);
  const std::string old_fingerprint = fingerprint();
  int killed = 0;
  for (int i = 0; i < kKills; ++i) {
    // From before anything is written to after the end, in steps that do not beat with the program's own.
    const std::string delay = "0.0" + std::to_string(10 + i * 37 % 90);
    const Outcome outcome = run_bash("orbweb build new.tsv -o my.web --fold host --force & sleep " + delay +
                                     "; kill -9 $!; wait $!; echo $?");
    if (outcome.out == "137\n") ++killed;
    const std::string found = fingerprint();
    EXPECT_TRUE(found == old_fingerprint || found == new_fingerprint) << "after " << delay << " s";
    EXPECT_EQ(run({"verify", "my.web"}).status, 0);
    ASSERT_EQ(run({"build", "old.tsv", "-o", "my.web", "--fold", "host", "--force"}).status, 0);
    EXPECT_EQ(run_bash("ls -A | grep -c tmp").out, "0\n");
  }
  EXPECT_GT(killed, 0) << "every build ended before it was killed";
}

}  // namespace
}  // namespace orbweb::test
