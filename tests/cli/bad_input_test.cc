// Whatever goes wrong: one clear line, its exit status, and nothing half-written.
#include <nlohmann/json.hpp>

#include "cli/program.h"
#include "support/compress.h"
#include "support/data.h"

namespace orbweb::test {
namespace {

using ::nlohmann::json;

class BadInput : public ProgramTest {
 protected:
  /// Builds from `input`, which must be refused with `status` and a line that says `message`; nothing may be left.
  void expect_refused(const std::string& input, int status, const std::string& message) const {
    const std::vector<std::string> before = files();
    const Outcome outcome = run({"build", input, "-o", "bad.web", "--fold", "domain"});
    EXPECT_EQ(outcome.status, status) << outcome.err;
    EXPECT_EQ(outcome.out, "");
    EXPECT_EQ(outcome.err.find("orbweb: error: "), 0U) << outcome.err;
    EXPECT_NE(outcome.err.find(message), std::string::npos) << outcome.err;
    EXPECT_EQ(files(), before);
  }
};

class Quarantine : public ProgramTest {};

TEST_F(BadInput, MissingFile) {
  expect_refused("none.tsv", 74, "cannot open none.tsv: No such file or directory\n  hint: check the path");
}

TEST_F(BadInput, Folder) { expect_refused(".", 74, "Is a directory"); }

TEST_F(BadInput, UnreadableFile) {
  if (geteuid() == 0) GTEST_SKIP() << "the superuser may read everything";
  std::filesystem::permissions(path("links.tsv"), std::filesystem::perms::none);
  expect_refused("links.tsv", 74, "Permission denied");
}

TEST_F(BadInput, EmptyFile) {
  write("empty.tsv", "");
  expect_refused("empty.tsv", 65, "empty.tsv: expected links as text");
}

TEST_F(BadInput, OnlyComments) {
  write("comments.tsv", "# nothing\n\n# here\n");
  expect_refused("comments.tsv", 65, "expected at least one link");
}

TEST_F(BadInput, TruncatedGzip) {
  const std::string packed = compress(Compression::gzip, many_links());
  write("cut.tsv.gz", packed.substr(0, packed.size() / 2));
  expect_refused("cut.tsv.gz", 65, "truncated");
}

TEST_F(BadInput, DamagedGzip) {
  std::string packed = compress(Compression::gzip, many_links());
  packed[packed.size() - 6] = static_cast<char>(packed[packed.size() - 6] ^ 1);  // in the checksum
  write("bad.tsv.gz", packed);
  expect_refused("bad.tsv.gz", 65, "bad.tsv.gz: byte ");
}

TEST_F(BadInput, BinaryFile) {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes += static_cast<char>(i * i % 251);
  write("noise.tsv", bytes);
  expect_refused("noise.tsv", 65, "binary");
}

TEST_F(BadInput, FilesOfOtherKindsAreBinary) {
  std::string elf(
      "\x7f"
      "ELF\x02\x01\x01",
      7);
  elf.append(9, '\0').append(std::string("\x03\0\x3e\0\x01\0\0\0", 8)).append(276, '\0');
  write("program", elf);
  std::string png("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0\x08\x06\0\0\0", 29);
  for (int i = 0; i < 300; ++i) png += static_cast<char>(i * i % 253);
  write("picture.png", png);
  std::string tar = "links.tsv" + std::string(91, '\0') + "0000644" + std::string(405, '\0');
  tar += "a.com\tb.org\n" + std::string(500, '\0');
  write("archive.tar", tar);
  std::string utf16 = "\xff\xfe";
  for (const char c : std::string("http://a.com/\thttp://b.org/\r\n")) utf16 += {c, '\0'};
  write("utf16.txt", utf16);
  std::string utf16_big_endian = "\xfe\xff";
  for (const char c : std::string("a.com\tb.org\n")) utf16_big_endian += {'\0', c};
  write("utf16be.txt", utf16_big_endian);
  for (const char* file : {"program", "picture.png", "archive.tar", "utf16.txt", "utf16be.txt"}) {
    expect_refused(file, 65, "found binary data");
  }
}

TEST_F(BadInput, DamagedBzip2IsCalledSo) {
  write("links.bz2", "BZh9\x01\x02\x03 and so on\n");
  expect_refused("links.bz2", 65, "what looks like damaged bzip2 data");
  write("text.bz2", "BZh9, but text all the way\n");
  expect_refused("text.bz2", 65, "what looks like damaged bzip2 data");
  write("cut.bz2", "BZh9");
  expect_refused("cut.bz2", 65, "what looks like damaged bzip2 data");
}

TEST_F(BadInput, NamesWithControlBytesCannotWriteToTheTerminal) {
  const Outcome outcome = run({"build", "no\x1b[31m\nfile", "-o", "bad.web"});
  EXPECT_EQ(outcome.status, 74);
  EXPECT_NE(outcome.err.find("no\\x1B[31m\\x0Afile"), std::string::npos) << outcome.err;
}

TEST_F(BadInput, APreferenceForNoNodeOfTheWebIsItsFilesFault) {
  write("links.tsv", "a.com\tb.com\n");
  write("preference.tsv", "c.com\n");
  ASSERT_EQ(run({"build", "links.tsv", "-o", "my.web"}).status, 0);
  const Outcome outcome = run({"rank", "my.web", "pagerank", "--preference", "preference.tsv"});
  EXPECT_EQ(outcome.status, 65);
  EXPECT_NE(outcome.err.find("preference.tsv: line 1"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("mend the file that an option named"), std::string::npos) << outcome.err;
}

TEST_F(BadInput, TooLittleMemory) {
  const Outcome outcome = run({"build", "links.tsv", "-o", "bad.web", "--memory", "1K"});
  EXPECT_EQ(outcome.status, 1) << outcome.err;
  EXPECT_NE(outcome.err.find("hint: --dry-run says what is needed"), std::string::npos) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(path("bad.web")));
}

TEST_F(Quarantine, RefusedLinesAreCountedByReasonAndQuoted) {
  write("dirty.tsv", "a.com\tb.org\njavascript:alert(1)\tb.org\nonlyone\n");
  const Outcome outcome = run({"build", "dirty.tsv", "-o", "my.web", "--fold", "domain"});
  EXPECT_EQ(outcome.status, 3);
  EXPECT_NE(outcome.err.find("refused 1 line: "), std::string::npos);
  EXPECT_NE(outcome.err.find("dirty.tsv:2 \"javascript:alert(1)"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("dirty.tsv:3 \"onlyone\" (split at tabs)"), std::string::npos) << outcome.err;
  EXPECT_NE(outcome.err.find("the web is written"), std::string::npos);
  EXPECT_EQ(run({"verify", "my.web"}).status, 0);
}

TEST_F(Quarantine, TheThresholdDecidesTheStatus) {
  write("dirty.tsv", "a.com\tb.org\nonlyone\n");
  const auto status = [&](const std::string& threshold) {
    return run({"build", "dirty.tsv", "-o", "my.web", "--force", "--quarantine-threshold", threshold}).status;
  };
  EXPECT_EQ(status("0.5"), 0);
  EXPECT_EQ(status("0.49"), 3);
}

TEST_F(Quarantine, JsonCountsByReason) {
  write("dirty.tsv", "a.com\tb.org\nonlyone\nonlytwo\n");
  const Outcome outcome = run({"build", "dirty.tsv", "-o", "my.web", "--json"});
  EXPECT_EQ(outcome.status, 3);
  const json built = json::parse(outcome.out);
  EXPECT_EQ(built["quarantined"], true);
  EXPECT_EQ(built["rejected"]["lines"], 2);
  ASSERT_EQ(built["rejected"]["by_reason"].size(), 1U);
  EXPECT_EQ(built["rejected"]["by_reason"].begin().value(), 2);
  EXPECT_EQ(built["rejected"]["examples"][1]["line"], 3);
  EXPECT_EQ(built["rejected"]["examples"][1]["separator"], "\t");
}

TEST_F(Quarantine, StrictStopsAtTheFirstBadLine) {
  write("dirty.tsv", "a.com\tb.org\nonlyone\n");
  const Outcome outcome = run({"build", "dirty.tsv", "-o", "my.web", "--strict"});
  EXPECT_EQ(outcome.status, 65);
  EXPECT_NE(outcome.err.find("dirty.tsv: line 2"), std::string::npos) << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(path("my.web")));
}

}  // namespace
}  // namespace orbweb::test
