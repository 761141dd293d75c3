// Files that are one output appear, and are replaced, together.
#include "exports/whole_file.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <iterator>
#include <string>

#include "graph/error.h"
#include "support/data.h"
#include "support/faulty_files.h"

namespace orbweb::test {
namespace {

namespace fs = std::filesystem;

/// Two files, "rows" and then "key", which readers open.
class PublishTogether : public ::testing::Test {
 protected:
  void put(const std::string& content, bool overwrite, FileSystem& files) const {
    WholeFile rows(folder_ / "rows", OutputCompression::none, overwrite, files);
    WholeFile key(folder_ / "key", OutputCompression::none, overwrite, files);
    rows.write(content);
    key.write(content);
    publish_together({&rows, &key});
  }
  /// "" where there is no such file.
  std::string content(const char* name) const { return fs::exists(folder_ / name) ? read_file(folder_ / name) : ""; }
  std::ptrdiff_t num_files() const { return std::distance(fs::directory_iterator(folder_.path()), {}); }
  void clear() const {
    for (const auto& entry : fs::directory_iterator(folder_.path())) fs::remove_all(entry.path());
  }

  TemporaryFolder folder_;
};

TEST_F(PublishTogether, WhateverFailsTheOldPairOrTheNewIsThere) {
  for (const char* old : {"", "old"}) {
    for (std::uint64_t call = 1;; ++call) {
      clear();
      if (*old != 0) put(old, true, real_file_system());
      FaultyFileSystem files({.fail_at = call, .error_number = ENOSPC});
      bool failed = false;
      try {
        put("new", true, files);
      } catch (const Error&) {
        failed = true;
      }
      EXPECT_EQ(content("rows"), failed ? old : "new") << call;
      EXPECT_EQ(content("key"), content("rows")) << call;
      EXPECT_EQ(num_files(), content("key").empty() ? 0 : 2) << call;
      if (!failed) break;
    }
  }
}

TEST_F(PublishTogether, AKilledProcessLeavesNoKeyOrAWholePair) {
  for (std::uint64_t call = 1;; ++call) {
    clear();
    put("old", true, real_file_system());
    FaultyFileSystem files({.fail_at = call, .error_number = EIO, .stop = true});
    bool failed = false;
    try {
      put("new", true, files);
    } catch (const Error&) {
      failed = true;
    }
    if (!content("key").empty()) {
      EXPECT_EQ(content("key"), content("rows")) << call;
    }
    if (!failed) break;
  }
  EXPECT_EQ(content("key"), "new");
}

TEST_F(PublishTogether, ReplacesNothingUnaskedAndNoFolder) {
  put("old", false, real_file_system());
  EXPECT_THROW(put("new", false, real_file_system()), CreateError);
  EXPECT_EQ(content("key"), "old");
  fs::remove(folder_ / "key");
  fs::create_directory(folder_ / "key");
  EXPECT_THROW(put("new", true, real_file_system()), CreateError);
  EXPECT_EQ(content("rows"), "old");
  EXPECT_TRUE(fs::is_directory(folder_ / "key"));
}

}  // namespace
}  // namespace orbweb::test
