// What outputs promise: nothing is overwritten unasked, a crash leaves the old or the new, errors name what the user
// knows.
#include "graph/files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>
#include <string>
#include <vector>

#include "graph/error.h"
#include "support/crashing_files.h"
#include "support/data.h"
#include "support/faulty_files.h"

namespace orbweb {
namespace {

namespace fs = std::filesystem;
using test::FaultyFileSystem;
using test::TemporaryFolder;
using testing::HasSubstr;
using testing::MatchesRegex;
using testing::StartsWith;

std::size_t files_in(const TemporaryFolder& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder.path()), {}));
}

/// The message of the `Wanted` that `work` throws; empty where it throws nothing.
template <class Wanted>
std::string message_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Wanted& error) {
    return error.what();
  }
  return "";
}

using RenameNew = void (*)(const fs::path& from, const fs::path& to);
class RenameNewBy : public testing::TestWithParam<RenameNew> {};

TEST_P(RenameNewBy, MovesToAFreeName) {
  const TemporaryFolder folder;
  folder.write("a", "new");
  GetParam()(folder / "a", folder / "b");
  EXPECT_EQ(test::read_file(folder / "b"), "new");
  fs::create_directory(folder / "c");
  GetParam()(folder / "c", folder / "d");
  EXPECT_TRUE(fs::is_directory(folder / "d"));
  EXPECT_EQ(files_in(folder), 2U);
}

TEST_P(RenameNewBy, ReplacesNeitherFileNorFolderNorLink) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "empty");
  folder.write("file", "old");
  fs::create_symlink("nowhere", folder / "link");
  fs::create_directory(folder / "new folder");
  folder.write("new", "new");
  for (const char* from : {"new", "new folder"}) {
    for (const char* to : {"empty", "file", "link"}) {
      EXPECT_THAT(message_of<CreateError>([&] { GetParam()(folder / from, folder / to); }),
                  HasSubstr(std::string(to) + ": it exists"));
    }
  }
  EXPECT_EQ(test::read_file(folder / "file"), "old");
  EXPECT_EQ(test::read_file(folder / "new"), "new");
  EXPECT_EQ(files_in(folder), 5U);
}

TEST_P(RenameNewBy, NamesAPathThatCannotBe) {
  const TemporaryFolder folder;
  folder.write("a", "new");
  EXPECT_THAT(message_of<IoError>([&] { GetParam()(folder / "a", folder / "none/b"); }), HasSubstr("none/b: No such"));
}

INSTANTIATE_TEST_SUITE_P(Ways, RenameNewBy,
                         testing::Values(RenameNew([](const fs::path& from, const fs::path& to) {
                                           real_file_system().rename_new(from, to);
                                         }),
                                         RenameNew(rename_new_by_link)));

/// As a writer sees it when another one is faster: nothing is there when it looks.
class TooLate : public FaultyFileSystem {
 public:
  TooLate() : FaultyFileSystem({}) {}
  bool exists(const fs::path&) override { return false; }
};

TEST(WriteFileAtomically, NeverReplacesWhatAnotherWriterPutThereMeanwhile) {
  const TemporaryFolder folder;
  folder.write("file", "other");
  TooLate files;
  EXPECT_THAT(message_of<CreateError>([&] { write_file_atomically(files, folder / "file", "own", false); }),
              HasSubstr("file: it exists"));
  EXPECT_EQ(test::read_file(folder / "file"), "other");
  EXPECT_EQ(files_in(folder), 1U);
}

TEST(WriteFileAtomically, ACrashLeavesTheOldContentOrTheNew) {
  const TemporaryFolder folder;
  folder.write("file", "old");
  test::CrashingFileSystem files(folder.path());
  write_file_atomically(files, folder / "file", "new", true);
  std::set<std::string> left;
  for (const auto& state : files.states()) left.insert(state.at("file"));
  EXPECT_EQ(left, (std::set<std::string>{"old", "new"}));
}

TEST(WriteFileAtomically, AFullDiskNamesThePathAndThenTheTemporary) {
  const TemporaryFolder folder;
  FaultyFileSystem files({.fail_at = 2, .error_number = ENOSPC});  // the write
  EXPECT_THAT(
      message_of<IoError>([&] { write_file_atomically(files, folder / "file", "new", false); }),
      MatchesRegex("cannot write .*/file \\(at its temporary \\.file\\.[0-9]+-[0-9]+\\.tmp\\): No space left.*"));
}

TEST(WriteFileAtomically, AFolderThatIsMissingIsNamedByThePath) {
  const TemporaryFolder folder;
  const std::string path = (folder / "none/file").string();
  EXPECT_THAT(message_of<CreateError>([&] { write_file_atomically(real_file_system(), path, "new", false); }),
              StartsWith("cannot create " + path + " (at its temporary .file."));
}

TEST(CheckCanCreate, RefusesALinkThatLeadsNowhereAndSaysWhere) {
  const TemporaryFolder folder;
  fs::create_symlink("unmounted/file", folder / "link");
  for (const bool overwrite : {false, true}) {
    for (const char* name : {"link", "link/"}) {
      EXPECT_THAT(message_of<CreateError>([&] { check_can_create(real_file_system(), folder / name, overwrite); }),
                  HasSubstr(std::string(name) + ": it is a symbolic link to unmounted/file, which does not exist"));
    }
  }
  folder.write("file", "old");
  fs::create_symlink("file", folder / "good link");
  EXPECT_NO_THROW(check_can_create(real_file_system(), folder / "good link", true));
  EXPECT_THAT(message_of<CreateError>([&] { check_can_create(real_file_system(), folder / "good link", false); }),
              HasSubstr("it exists"));
}

TEST(CheckCanWriteFile, ReplacesNothingButAFile) {
  const TemporaryFolder folder;
  fs::create_directory(folder / "folder");
  folder.write("file", "old");
  fs::create_symlink("folder", folder / "link to folder");
  fs::create_symlink("file", folder / "link to file");
  for (const fs::path& path : {folder / "folder", folder / "link to folder", fs::path("/dev/null")}) {
    EXPECT_THAT(message_of<CreateError>([&] { check_can_write_file(real_file_system(), path, true); }),
                HasSubstr("it is not a regular file"))
        << path;
    EXPECT_THROW(write_file_atomically(real_file_system(), path, "new", true), CreateError);
  }
  EXPECT_NO_THROW(check_can_write_file(real_file_system(), folder / "file", true));
  EXPECT_NO_THROW(check_can_write_file(real_file_system(), folder / "link to file", true));
  EXPECT_NO_THROW(check_can_write_file(real_file_system(), folder / "none", true));
  EXPECT_THROW(check_can_write_file(real_file_system(), folder / "file", false), CreateError);
}

/// The number of a process that has ended.
pid_t dead_process() {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(0);
  ::waitpid(child, nullptr, 0);
  return child;
}

TEST(RemoveAbandonedSiblings, TakesTemporariesOfDeadProcessesAndTheirTemporaries) {
  const TemporaryFolder folder;
  const std::string dead = std::to_string(dead_process()), alive = std::to_string(::getpid());
  const std::vector<std::string> abandoned = {".my.web." + dead + "-0.tmp",
                                              "..my.web." + dead + "-0.tmp." + dead + "-12.tmp"};
  const std::vector<std::string> others = {".my.web." + alive + "-0.tmp",
                                           "..my.web." + dead + "-0.tmp." + alive + "-1.tmp",
                                           ".your.web." + dead + "-0.tmp",
                                           ".my.web." + dead + ".tmp",
                                           ".my.web.x-0.tmp",
                                           "my.web." + dead + "-0.tmp",
                                           "my.web"};
  for (const auto* names : {&abandoned, &others}) {
    for (const std::string& name : *names) fs::create_directory(folder / name);
  }
  remove_abandoned_siblings(real_file_system(), folder / "my.web");
  for (const std::string& name : abandoned) EXPECT_FALSE(fs::exists(folder / name)) << name;
  for (const std::string& name : others) EXPECT_TRUE(fs::exists(folder / name)) << name;
}

TEST(ShownPath, IsThePathUnlessThisProcessMadeATemporaryOfIt) {
  for (const char* path : {"", "/", "a/b", ".hidden.tmp", "x/.web.1-0.tmp/names", ".-0.tmp"}) {
    EXPECT_EQ(shown_path(path), path);
  }
  for (const char* path : {"my.web", "x/my.web", "/x/y/my.web", "x/my.web/"}) {
    const fs::path temporary = temporary_sibling(path);
    const std::string known = std::string(path).substr(0, std::string(path).find_last_not_of('/') + 1);
    EXPECT_EQ(shown_path(temporary / "names.keys"),
              known + " (at its temporary " + (temporary.filename() / "names.keys").string() + ")");
  }
}

}  // namespace
}  // namespace orbweb
