// Whatever goes wrong: one clear line, its exit status, and nothing half-written.
#include <zlib.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/program.h"
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

class BadWeb : public ProgramTest {};
class BadOutput : public ProgramTest {};
class Quarantine : public ProgramTest {};
class Usage : public ProgramTest {};

std::string gzipped(const std::string& plain) {
  std::string packed(compressBound(plain.size()) + 32, '\0');
  z_stream stream{};
  deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string many_links() {
  std::string links;
  for (int i = 0; i < 2000; ++i) links += "a" + std::to_string(i * 7919) + ".com\tb.org\n";
  return links;
}

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
  const std::string packed = gzipped(many_links());
  write("cut.tsv.gz", packed.substr(0, packed.size() / 2));
  expect_refused("cut.tsv.gz", 65, "truncated");
}

TEST_F(BadInput, DamagedGzip) {
  std::string packed = gzipped(many_links());
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

TEST_F(BadOutput, AnExistingWebStaysAsItWas) {
  make_web();
  const std::string manifest = read_file(path("my.web/manifest.json"));
  const Outcome outcome = run({"build", "links.tsv", "-o", "my.web"});
  EXPECT_EQ(outcome.status, 73);
  EXPECT_NE(outcome.err.find("cannot create my.web: it exists\n  hint: choose another -o, or --force"),
            std::string::npos)
      << outcome.err;
  EXPECT_EQ(read_file(path("my.web/manifest.json")), manifest);
}

TEST_F(BadOutput, ForceReplacesNothingButAWeb) {
  EXPECT_EQ(run({"build", "links.tsv", "-o", "links.tsv", "--force"}).status, 73);
  EXPECT_NE(read_file(path("links.tsv")), "");
  std::filesystem::create_directory(path("photos"));
  write("photos/one", "1");
  EXPECT_EQ(run({"build", "links.tsv", "-o", "photos", "--force"}).status, 73);
  EXPECT_EQ(read_file(path("photos/one")), "1");
}

TEST_F(BadOutput, AMissingFolderIsSaidBeforeTheWork) {
  make_web();
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"build", "links.tsv", "-o", "no/such.web"}, {"rank", "my.web", "pagerank", "-o", "no/such.tsv"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 73);
    EXPECT_NE(outcome.err.find("there is no folder no"), std::string::npos) << outcome.err;
  }
}

TEST_F(BadOutput, ExistingScoresStayAsTheyWere) {
  make_scores();
  const std::string table = read_file(path("dr.tsv"));
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "-o", "dr.tsv"}).status, 73);
  EXPECT_EQ(read_file(path("dr.tsv")), table);
  EXPECT_EQ(run({"rank", "my.web", "pagerank", "-o", "dr.tsv", "--force"}).status, 0);
  EXPECT_NE(read_file(path("dr.tsv")), table);
}

TEST_F(BadOutput, AFullDiskOnStandardOutputIsAnError) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "no /dev/full on this system";
  make_scores();
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"info", "my.web"},
                                                                     {"info", "my.web", "--json"},
                                                                     {"verify", "my.web"},
                                                                     {"rank", "my.web", "pagerank", "-o", "-"},
                                                                     {"rank", "my.web", "pagerank", "--json"},
                                                                     {"top", "my.web", "dr.tsv"},
                                                                     {"top", "my.web", "dr.tsv", "--json"},
                                                                     {"show", "my.web", "a.com"},
                                                                     {"show", "my.web", "a.com", "--json"},
                                                                     {"explain", "my.web", "a.com"},
                                                                     {"explain", "my.web", "a.com", "--json"},
                                                                     {"completion", "bash"},
                                                                     {"--help"},
                                                                     {"--version"}}) {
    const Outcome outcome = run(arguments, "/dev/full");
    EXPECT_EQ(outcome.status, 74) << arguments[0];
    EXPECT_NE(outcome.err.find("cannot write standard output: No space left on device"), std::string::npos);
  }
}

TEST_F(BadOutput, AFileSizeLimitLeavesNothingHalfWritten) {
  write("links.tsv", many_links());
  const std::vector<std::string> before = files();
  const Outcome outcome = run_bash("ulimit -f 1; trap '' XFSZ; orbweb build links.tsv -o my.web --fold domain");
  EXPECT_EQ(outcome.status, 74) << outcome.err;
  EXPECT_NE(outcome.err.find("cannot write"), std::string::npos) << outcome.err;
  EXPECT_EQ(files(), before);
}

TEST_F(BadOutput, AClosedPipeEndsQuietlyWithTheStatusOfItsSignal) {
  make_scores();
  for (const char* command : {"info my.web", "rank my.web pagerank -o -", "top my.web dr.tsv", "show my.web a.com",
                              "explain my.web a.com", "verify my.web --json", "completion bash", "--help"}) {
    const Outcome outcome = run_bash(std::string("mkfifo p; exec 3<>p; exec 4>p; exec 3>&-; orbweb ") + command +
                                     " >&4 2>err; echo $?; grep -ci 'error\\|warning' err; rm p");
    EXPECT_EQ(outcome.out, "141\n0\n") << command << outcome.err;
  }
}

TEST_F(BadOutput, ALinkThatLeadsNowhereIsNamedBeforeTheWork) {
  make_web();
  std::filesystem::create_symlink("unmounted/x", path("link.tsv"));
  std::filesystem::create_symlink("unmounted/x", path("link.web"));
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"build", "links.tsv", "-o", "link.web"},
                                             {"build", "links.tsv", "-o", "link.web", "--force"},
                                             {"rank", "my.web", "pagerank", "-o", "link.tsv"},
                                             {"rank", "my.web", "pagerank", "-o", "link.tsv", "--force"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 73) << outcome.err;
    EXPECT_NE(outcome.err.find(": it is a symbolic link to unmounted/x, which does not exist\n  hint: remove the link"),
              std::string::npos)
        << outcome.err;
  }
}

TEST_F(BadOutput, AFileSizeLimitNamesThePathThatTheUserGave) {
  write("links.tsv", many_links());
  const Outcome outcome = run_bash("ulimit -f 1; trap '' XFSZ; orbweb build links.tsv -o my.web --fold domain");
  EXPECT_NE(outcome.err.find("cannot write my.web (at its temporary .my.web."), std::string::npos) << outcome.err;
}

TEST_F(BadOutput, FactsOfAnotherTableInTheWayAreSaidBeforeTheWork) {
  make_web();
  write("pr.tsv.json", "{}");
  const Outcome outcome = run({"rank", "my.web", "pagerank", "-o", "pr.tsv"});
  EXPECT_EQ(outcome.status, 73);
  EXPECT_NE(outcome.err.find("cannot create pr.tsv.json: it exists\n  hint: choose another -o, or --force"),
            std::string::npos)
      << outcome.err;
  EXPECT_FALSE(std::filesystem::exists(path("pr.tsv")));
}

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

TEST_F(Usage, WrongArgumentsAreOneLineAndAHint) {
  make_scores();
  const std::vector<std::vector<std::string>> wrong = {
      {},
      {"bake"},
      {"build"},
      {"build", "links.tsv"},
      {"build", "links.tsv", "-o", "x.web", "--bogus"},
      {"build", "links.tsv", "-o", "x.web", "--fold", "planet"},
      {"build", "links.tsv", "-o", "x.web", "--format", "pdf"},
      {"build", "links.tsv", "-o", "x.web", "--memory", "5X"},
      {"build", "links.tsv", "-o", "x.web", "--threads", "0"},
      {"build", "links.tsv", "-o", "x.web", "--quarantine-threshold", "2"},
      {"info", "my.web", "--log-format", "yaml"},
      {"rank", "my.web", "pgrank"},
      {"rank", "my.web", "pagerank", "--alpha", "much"},
      {"rank", "my.web", "pagerank", "--alpha", "1.5"},
      {"rank", "my.web", "pagerank", "--dangling", "odd"},
      {"rank", "my.web", "pagerank", "-o", "scores.doc"},
      {"rank", "my.web", "pagerank", "-o", "-", "--json"},
      {"rank", "my.web", "domain-rating", "--weighted"},
      {"completion", "tcsh"}};
  for (const auto& arguments : wrong) {
    const Outcome outcome = run(arguments);
    const std::string line = arguments.empty() ? "" : arguments[0] + " ... " + arguments.back();
    EXPECT_EQ(outcome.status, 2) << line << '\n' << outcome.err;
    EXPECT_EQ(outcome.out, "") << line;
    EXPECT_EQ(outcome.err.find("orbweb: error: "), 0U) << line << '\n' << outcome.err;
    EXPECT_NE(outcome.err.find("\n  hint: "), std::string::npos) << line << '\n' << outcome.err;
    EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 2) << outcome.err;
  }
}

TEST_F(Usage, AnEmptyPathAndAShareThatIsNoNumberAreRefused) {
  write("links.tsv", "a.com\tb.com\n");
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"build", "links.tsv", "-o", ""},
                                             {"build", "links.tsv", "-o", "my.web", "--quarantine-threshold", "nan"},
                                             {"build", "links.tsv", "-o", "my.web", "--threads", "257"}}) {
    EXPECT_EQ(run(wrong).status, 2) << wrong[4 < wrong.size() ? 4 : 3];
    EXPECT_FALSE(std::filesystem::exists(path("my.web")));
  }
}

TEST_F(Usage, AnUnknownVerbListsTheVerbsAndSuggestsTheNearest) {
  const std::string list = "the verbs are build, info, rank, top, show, explain, verify, run, diff, completion\n";
  const auto said = [&](const std::vector<std::string>& arguments) { return run(arguments).err; };
  const std::string bild = "orbweb: error: unknown verb \"bild\"\n  hint: did you mean build? " + list;
  EXPECT_EQ(said({"bild", "links.tsv", "-o", "my.web"}), bild);
  EXPECT_EQ(said({"--log-format", "text", "bild"}), bild);
  EXPECT_NE(said({"comp"}).find("did you mean completion?"), std::string::npos);
  EXPECT_NE(said({"expalin"}).find("did you mean explain?"), std::string::npos);
  EXPECT_EQ(said({"bake"}), "orbweb: error: unknown verb \"bake\"\n  hint: " + list) << "nothing is near";
  EXPECT_NE(said({}).find("a verb is needed\n  hint: the verbs are build, "), std::string::npos);
  EXPECT_NE(said({"--bogus"}).find("unknown option \"--bogus\""), std::string::npos);
  EXPECT_NE(said({std::string(100'000, 'x')}).find("unknown verb \"xxx"), std::string::npos);
}

TEST_F(Usage, ACountIsAWholeNumberThatIsNotNegative) {
  make_scores();
  const std::vector<std::vector<std::string>> commands = {{"top", "my.web", "dr.tsv"},
                                                          {"show", "my.web", "a.com"},
                                                          {"explain", "my.web", "a.com"},
                                                          {"rank", "my.web", "pagerank"}};
  for (std::vector<std::string> command : commands) {
    command.insert(command.end(), {"-n", ""});
    for (const char* count : {"-1", "1.5", "ten", "18446744073709551616", "", "1e3", " 1"}) {
      command.back() = count;
      const Outcome outcome = run(command);
      EXPECT_EQ(outcome.status, 2) << command[0] << " -n '" << count << "'\n" << outcome.out;
      EXPECT_EQ(outcome.out, "");
      EXPECT_NE(outcome.err.find("-n: "), std::string::npos) << outcome.err;
    }
    for (const char* count : {"0", "18446744073709551615"}) {
      command.back() = count;
      EXPECT_EQ(run(command).status, 0) << command[0] << " -n " << count;
    }
  }
}

TEST_F(Usage, AnUnknownAlgorithmListsThoseThereAre) {
  make_web();
  const Outcome outcome = run({"rank", "my.web", "pgrank"});
  EXPECT_NE(outcome.err.find("pagerank, domain-rating"), std::string::npos) << outcome.err;
}

TEST_F(Usage, AnOptionThatTheAlgorithmLacksNamesThoseItHas) {
  make_web();
  const Outcome outcome = run({"rank", "my.web", "domain-rating", "--preference", "seeds.txt"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("domain-rating has no option --preference\n  hint: its options are --alpha"),
            std::string::npos)
      << outcome.err;
}

TEST_F(Usage, TheWrongFoldIsNamed) {
  ASSERT_EQ(run({"build", "links.tsv", "-o", "hosts.web", "--fold", "host"}).status, 0);
  const Outcome outcome = run({"rank", "hosts.web", "domain-rating"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_NE(outcome.err.find("this web's fold is host"), std::string::npos) << outcome.err;
}

TEST_F(Usage, JsonLogsAreOneObjectALine) {
  for (const auto& arguments :
       std::vector<std::vector<std::string>>{{"--log-format", "json", "build", "none.tsv", "-o", "x.web"},
                                             {"build", "none.tsv", "-o", "x.web", "--log-format=json"}}) {
    const Outcome outcome = run(arguments);
    EXPECT_EQ(outcome.status, 74);
    const json line = json::parse(outcome.err);
    EXPECT_EQ(line["level"], "error");
    EXPECT_EQ(line["kind"], "io");
    EXPECT_EQ(line["exit_code"], 74);
    EXPECT_EQ(line["message"], "cannot open none.tsv: No such file or directory");
    EXPECT_FALSE(line["hint"].get<std::string>().empty());
  }
}

TEST_F(Usage, JsonLogsOfABuildCarryItsFacts) {
  const Outcome outcome = run({"build", "links.tsv", "-o", "my.web", "--log-format", "json"});
  const json line = json::parse(outcome.err);
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["links"], 9);
}

/// The exit status of a shell command, which is killed after ten seconds.
int shell_status(const std::string& command) {
  const int status = std::system(("timeout -s KILL 10 " + command + " 2>/dev/null").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(ClosedStream, IsAnIoErrorAndNeverAnotherFile) {
  const test::TemporaryFolder folder;
  const std::string web = (folder / "a.web").string();
  const std::string program = ORBWEB_PROGRAM;
  EXPECT_EQ(shell_status(program + " build - -o " + web + " <&-"), 74);
  EXPECT_FALSE(std::filesystem::exists(web));
  const std::string links = folder.write("links.tsv", "a.com\tb.com\n").string();
  ASSERT_EQ(shell_status(program + " build " + links + " -o " + web), 0);
  EXPECT_EQ(shell_status(program + " info " + web + " >&-"), 74);
}

}  // namespace
}  // namespace orbweb::test
