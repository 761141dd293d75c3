#include "graph/store.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "graph/error.h"
#include "graph/feed.h"
#include "graph/verify.h"
#include "support/data.h"
#include "support/faulty_files.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

namespace fs = std::filesystem;
using test::FaultyFileSystem;
using test::make_named_web;
using test::TemporaryFolder;

Web tiny_web() {
  // a.com -> b.com (nofollow, 3 links), a.com -> c.org, c.org -> c.org
  return make_named_web({{"a.com", "b.com", false, 3}, {"a.com", "c.org", true, 1}, {"c.org", "c.org", true, 1}});
}

std::vector<std::string> entries(const fs::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

void expect_same(const Web& a, const Web& b) {
  EXPECT_EQ(a.fingerprint(), b.fingerprint());
  EXPECT_EQ(content_fingerprint(a), content_fingerprint(b));
  for (std::uint64_t node = 0; node < a.num_nodes(); ++node) {
    EXPECT_EQ(a.predecessors()[static_cast<NodeId>(node)], b.predecessors()[static_cast<NodeId>(node)]);
  }
  EXPECT_EQ(a.link_counts().to_vector(), b.link_counts().to_vector());
  EXPECT_EQ(a.provenance().inputs, b.provenance().inputs);
}

bool all_hold(const std::vector<VerifyFinding>& findings) {
  return std::all_of(findings.begin(), findings.end(), [](const VerifyFinding& f) { return f.problem.empty(); });
}

TEST(Store, ReopensWhatItSaved) {
  const TemporaryFolder folder;
  for (const Web& web : {tiny_web(), test::random_web({.seed = 3, .nodes = 500, .arcs = 3000}), Web()}) {
    const fs::path path = folder / web.fingerprint();
    save_web(web, path);
    expect_same(open_web(path), web);
    EXPECT_TRUE(all_hold(verify_web(path)));
  }
}

TEST(Store, RefusesAnExistingOutputAndLeavesItAlone) {
  const TemporaryFolder folder;
  folder.write("out", "mine");
  EXPECT_THROW(save_web(tiny_web(), folder / "out"), CreateError);
  EXPECT_THROW(save_web(tiny_web(), folder / "out", {.overwrite = true}), CreateError);  // not a web: never replaced
  EXPECT_EQ(test::read_file(folder / "out"), "mine");
  EXPECT_EQ(entries(folder.path()), std::vector<std::string>{"out"});
}

TEST(Store, OverwritesAWebOnlyWhenAsked) {
  const TemporaryFolder folder;
  save_web(tiny_web(), folder / "web");
  const Web other = test::random_web({.seed = 4});
  EXPECT_THROW(save_web(other, folder / "web"), CreateError);
  save_web(other, folder / "web", {.overwrite = true});
  expect_same(open_web(folder / "web"), other);
  EXPECT_EQ(entries(folder.path()), std::vector<std::string>{"web"});
}

TEST(Store, RefusesAFolderThatIsNoWeb) {
  const TemporaryFolder folder;
  EXPECT_THROW(open_web(folder.path()), LoadError);
  EXPECT_THROW(open_web(folder / "missing"), IoError);
  EXPECT_THROW(save_web(tiny_web(), folder / "no/such/parent"), CreateError);
}

TEST(Store, TakesAPathWithATrailingSlash) {
  const TemporaryFolder folder;
  save_web(tiny_web(), folder / "web/");
  expect_same(open_web(folder / "web"), tiny_web());
}

void read_everything(const Web& web) {
  content_fingerprint(web);
  decode(web.predecessors());
}

/// Changes one file of a saved web and expects both readers to name it.
void expect_detected(const fs::path& web, const std::string& file, const std::string& content) {
  std::ofstream(web / file, std::ios::binary) << content;
  for (const ReadMode mode : {ReadMode::mapped, ReadMode::whole}) {
    try {
      read_everything(open_web(web, {.mode = mode}));
      ADD_FAILURE() << "a damaged " << file << " was read";
    } catch (const LoadError& error) {
      EXPECT_NE(error.path().find(web.string()), std::string::npos) << error.what();
    }
  }
  bool found = false;
  try {
    found = !all_hold(verify_web(web));
  } catch (const LoadError&) {
    found = true;  // the manifest itself
  }
  EXPECT_TRUE(found) << file;
}

TEST(Store, DetectsEveryFlippedBit) {
  const TemporaryFolder folder;
  const fs::path web = folder / "web";
  save_web(tiny_web(), web);
  for (const std::string& file : entries(web)) {
    const std::string content = test::read_file(web / file);
    // Every bit of what is small; of the manifest, whose bytes all count alike, one bit of each byte in turn.
    const std::size_t step = file == "manifest.json" ? 9 : 1;
    for (std::size_t bit = 0; bit < content.size() * 8; bit += step) {
      std::string damaged = content;
      damaged[bit / 8] = static_cast<char>(damaged[bit / 8] ^ (1 << (bit % 8)));
      expect_detected(web, file, damaged);
    }
    std::ofstream(web / file, std::ios::binary) << content;
  }
  expect_same(open_web(web), tiny_web());
}

TEST(Store, DetectsEveryTruncationAndAppendedBytes) {
  const TemporaryFolder folder;
  const fs::path web = folder / "web";
  save_web(tiny_web(), web);
  for (const std::string& file : entries(web)) {
    const std::string content = test::read_file(web / file);
    for (std::size_t length = 0; length < content.size(); ++length)
      expect_detected(web, file, content.substr(0, length));
    expect_detected(web, file, content + "x");
    std::ofstream(web / file, std::ios::binary) << content;
  }
}

TEST(Store, NamesAFileThatIsMissing) {
  const TemporaryFolder folder;
  const fs::path web = folder / "web";
  save_web(tiny_web(), web);
  fs::remove(web / "names.blocks");
  try {
    read_everything(open_web(web));
    FAIL();
  } catch (const LoadError& error) {
    EXPECT_NE(std::string(error.what()).find("names.blocks"), std::string::npos);
  }
}

TEST(Store, VerifyNamesTheDamagedFileAndNoOther) {
  const TemporaryFolder folder;
  const fs::path web = folder / "web";
  save_web(tiny_web(), web);
  std::string counts = test::read_file(web / "link_counts");
  counts[0] = 9;
  std::ofstream(web / "link_counts", std::ios::binary) << counts;
  for (const VerifyFinding& finding : verify_web(web)) {
    EXPECT_EQ(finding.problem.empty(), finding.check != "checksum of link_counts") << finding.check;
  }
}

// A web whose checksums are right but whose content is wrong: what `verify` is for beyond checksums.
TEST(Store, VerifyFindsPredecessorsThatAreNotTheTranspose) {
  const TemporaryFolder folder;
  const Graph successors({0, 1, 1}, {1});
  save_web(Web(successors, Graph({0, 1, 1}, {1}), std::nullopt, IndexSet(), std::vector<std::uint32_t>{1}, {}),
           folder / "web");
  const std::vector<VerifyFinding> findings = verify_web(folder / "web");
  EXPECT_TRUE(std::any_of(findings.begin(), findings.end(), [](const VerifyFinding& f) {
    return f.problem == "predecessors are not the transpose of successors";
  }));
}

TEST(Store, VerifyFindsAFingerprintOfOtherContent) {
  const TemporaryFolder folder;
  const Web web = tiny_web();
  save_web(Web(decode(web.successors()), decode(web.predecessors()), web.names(), web.followed(), web.link_counts(),
               web.provenance(), std::string(32, '0')),
           folder / "web");
  EXPECT_FALSE(all_hold(verify_web(folder / "web")));
}

// P3: whichever call fails, readers see the old web or the new one, and nothing else is left.
TEST(Store, AFailureAtAnyCallLeavesTheOldOrTheNewWeb) {
  const Web old_web = tiny_web();
  const Web new_web = test::random_web({.seed = 8, .nodes = 30, .arcs = 90});
  for (const bool replace : {false, true}) {
    for (const FaultyFileSystem::Fault kind :
         {FaultyFileSystem::Fault{0, ENOSPC, true}, FaultyFileSystem::Fault{0, EIO, false}}) {
      for (std::uint64_t fail_at = 1;; ++fail_at) {
        const TemporaryFolder folder;
        if (replace) save_web(old_web, folder / "web");
        FaultyFileSystem files({fail_at, kind.error_number, kind.stay_failed});
        bool failed = false;
        try {
          save_web(new_web, folder / "web", {.overwrite = replace}, files);
        } catch (const Error&) {
          failed = true;
        }
        if (files.calls() < fail_at) {
          EXPECT_FALSE(failed);
          EXPECT_GT(fail_at, 30U) << "the save made fewer calls than it has files";
          break;
        }
        const std::vector<std::string> left = entries(folder.path());
        if (left.empty()) {
          EXPECT_TRUE(failed && !replace);
          continue;
        }
        EXPECT_EQ(left, std::vector<std::string>{"web"}) << "call " << fail_at;
        const std::string fingerprint = open_web(folder / "web").fingerprint();
        EXPECT_TRUE(fingerprint == new_web.fingerprint() || (replace && fingerprint == old_web.fingerprint()));
      }
    }
  }
}

/// Gives what a stopped process leaves the name that a process of the past would have given it.
void age_leftovers(const fs::path& folder) {
  constexpr pid_t kNoProcess = 0x3fffffff;  // above the largest number that Linux gives
  for (const std::string& name : entries(folder)) {
    if (!name.ends_with(".tmp")) continue;
    fs::rename(folder / name, folder / fmt::format(".web.{}-0.tmp", kNoProcess));
  }
}

// P3: killed at any call, a process leaves the old web or the new one, and the next save tidies up.
TEST(Store, AStopAtAnyCallLeavesTheOldOrTheNewWeb) {
  const Web old_web = tiny_web();
  const Web new_web = test::random_web({.seed = 8, .nodes = 30, .arcs = 90});
  for (const bool replace : {false, true}) {
    std::uint64_t stops = 0;
    std::uint64_t leftovers = 0;
    for (std::uint64_t fail_at = 1;; ++fail_at, ++stops) {
      const TemporaryFolder folder;
      if (replace) save_web(old_web, folder / "web");
      FaultyFileSystem files({.fail_at = fail_at, .error_number = EIO, .stop = true});
      try {
        save_web(new_web, folder / "web", {.overwrite = replace}, files);
      } catch (const Error&) {
        EXPECT_GE(files.calls(), fail_at);
      }
      if (files.calls() < fail_at) break;
      if (fs::exists(folder / "web")) {
        const Web found = open_web(folder / "web");
        read_everything(found);
        EXPECT_TRUE(found.fingerprint() == new_web.fingerprint() ||
                    (replace && found.fingerprint() == old_web.fingerprint()));
      } else {
        EXPECT_FALSE(replace) << "call " << fail_at;
      }
      age_leftovers(folder.path());
      if (entries(folder.path()).size() > 1) ++leftovers;
      save_web(old_web, folder / "web", {.overwrite = true});
      EXPECT_EQ(entries(folder.path()), std::vector<std::string>{"web"}) << "call " << fail_at;
    }
    EXPECT_GT(stops, 30U);
    EXPECT_TRUE(!replace || leftovers > 0);
  }
}

TEST(Store, LeavesTheTemporaryFolderOfALivingProcessAlone) {
  const TemporaryFolder folder;
  const fs::path other = folder / fmt::format(".web.{}-77.tmp", ::getpid());
  fs::create_directory(other);
  save_web(tiny_web(), folder / "web");
  EXPECT_TRUE(fs::exists(other));
}

TEST(Store, AFailureAtAnyCallWhileReadingIsAnErrorThatNamesThePath) {
  const TemporaryFolder folder;
  save_web(tiny_web(), folder / "web");
  for (const ReadMode mode : {ReadMode::mapped, ReadMode::whole}) {
    for (std::uint64_t fail_at = 1;; ++fail_at) {
      FaultyFileSystem files({fail_at, EIO, false});
      try {
        read_everything(open_web(folder / "web", {.mode = mode}, files));
        EXPECT_LT(files.calls(), fail_at);
        EXPECT_GT(fail_at, 8U) << "the web has more files than calls were made";
        break;
      } catch (const IoError& error) {
        EXPECT_NE(std::string(error.what()).find((folder / "web").string()), std::string::npos);
      }
    }
  }
}

TEST(Store, OpeningReadsNoRows) {
  const TemporaryFolder folder;
  save_web(test::random_web({.seed = 5, .nodes = 500, .arcs = 4000}), folder / "web", {.encoding = "csr"});
  const fs::path targets = folder / "web/predecessors.targets";
  std::string content = test::read_file(targets);
  content[0] = static_cast<char>(content[0] ^ 1);
  std::ofstream(targets, std::ios::binary) << content;
  const Web web = open_web(folder / "web");  // the damage lies where nobody has looked yet
  EXPECT_NO_THROW(decode(web.successors()));
  EXPECT_THROW(decode(web.predecessors()), LoadError);
  EXPECT_THROW(open_web(folder / "web", {.mode = ReadMode::whole}), LoadError);
}

TEST(Store, SaysWhichEncodingsThereAre) {
  const TemporaryFolder folder;
  try {
    save_web(tiny_web(), folder / "web", {.encoding = "zip"});
    FAIL();
  } catch (const ArgumentError& error) {
    EXPECT_NE(std::string(error.what()).find("csr"), std::string::npos);
  }
  EXPECT_TRUE(entries(folder.path()).empty());
}

TEST(WriteFileAtomically, LeavesTheOldContentOrTheNew) {
  for (std::uint64_t fail_at = 1;; ++fail_at) {
    const TemporaryFolder folder;
    folder.write("file", "old");
    FaultyFileSystem files({fail_at, ENOSPC, true});
    try {
      write_file_atomically(files, folder / "file", "new content", true);
    } catch (const IoError&) {
      EXPECT_GE(files.calls(), fail_at);
    }
    EXPECT_EQ(entries(folder.path()), std::vector<std::string>{"file"});
    const std::string content = test::read_file(folder / "file");
    EXPECT_TRUE(content == "old" || content == "new content");
    if (files.calls() < fail_at) break;
  }
}

TEST(WriteFileAtomically, RefusesAnExistingFileUnlessAsked) {
  const TemporaryFolder folder;
  folder.write("file", "old");
  EXPECT_THROW(write_file_atomically(real_file_system(), folder / "file", "new", false), CreateError);
  EXPECT_EQ(test::read_file(folder / "file"), "old");
}

}  // namespace
}  // namespace orbweb
