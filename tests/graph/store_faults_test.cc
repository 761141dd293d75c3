// A web of about a mebibyte under flipped bits, lost ends and a full disk.
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <string>
#include <vector>

#include "graph/error.h"
#include "graph/feed.h"
#include "graph/store.h"
#include "graph/verify.h"
#include "graph/web_reader.h"
#include "support/data.h"
#include "support/faulty_files.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

namespace fs = std::filesystem;
using test::FaultyFileSystem;
using test::TemporaryFolder;

constexpr int kFlipsPerFile = 1000;

Web mebibyte_web() {
  return test::with_names(test::random_web({.seed = 21, .nodes = 20'000, .arcs = 150'000, .max_count = 9}));
}

std::vector<std::string> files_of(const fs::path& web) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(web)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

/// Whether opening the web and touching every byte of `file` tells of damage in it.
bool is_detected(const fs::path& web, const std::string& file) {
  try {
    const WebReader reader(real_file_system(), web, ReadMode::mapped);
    if (file != kManifestName && file != kChecksumsName) reader.open(file).all();
    return false;
  } catch (const LoadError& error) {
    return error.path().find(web.string()) != std::string::npos;
  }
}

void overwrite(const fs::path& path, const std::string& content) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << content;
}

class MebibyteWeb : public testing::Test {
 protected:
  MebibyteWeb() { save_web(mebibyte_web(), web_); }

  TemporaryFolder folder_;
  const fs::path web_ = folder_ / "web";
};

TEST_F(MebibyteWeb, IsAsLargeAsItsNameSays) {
  std::uint64_t bytes = 0;
  for (const StoredFile& file : stored_files(web_)) bytes += file.bytes;
  EXPECT_GT(bytes, 500'000U);
  for (const VerifyFinding& finding : verify_web(web_)) EXPECT_EQ(finding.problem, "") << finding.check;
}

// P2. Every bit of the manifest and the checksums is tried on a smaller web (store_test.cc).
TEST_F(MebibyteWeb, AThousandFlippedBitsOfEachFileAreAllFound) {
  test::Random random(1);
  for (const std::string& file : files_of(web_)) {
    std::string content = test::read_file(web_ / file);
    if (content.empty()) continue;
    for (int i = 0; i < kFlipsPerFile; ++i) {
      const std::uint64_t bit = random.below(content.size() * 8);
      const auto flip = [&] { content[bit / 8] = static_cast<char>(content[bit / 8] ^ (1 << (bit % 8))); };
      flip();
      overwrite(web_ / file, content);
      EXPECT_TRUE(is_detected(web_, file)) << file << " bit " << bit;
      flip();
    }
    overwrite(web_ / file, content);
  }
}

TEST_F(MebibyteWeb, EveryLostPageAndEverySwappedBlockIsFound) {
  constexpr std::size_t kPage = 4096;
  for (const std::string& file : files_of(web_)) {
    const std::string content = test::read_file(web_ / file);
    for (std::size_t size = 0; size < content.size(); size += kPage) {
      overwrite(web_ / file, content.substr(0, size));
      EXPECT_TRUE(is_detected(web_, file)) << file << " cut to " << size;
    }
    if (content.size() >= 2 * kChecksumBlock) {
      std::string swapped = content;
      std::swap_ranges(swapped.begin(), swapped.begin() + kChecksumBlock, swapped.begin() + kChecksumBlock);
      overwrite(web_ / file, swapped);
      EXPECT_TRUE(is_detected(web_, file)) << file;
    }
    overwrite(web_ / file, content);
  }
}

// P3: whatever the room, the old web or the new one, and no litter.
TEST_F(MebibyteWeb, AFullDiskLeavesTheOldWeb) {
  const Web old_web = open_web(web_);
  const Web new_web = test::random_web({.seed = 22, .nodes = 20'000, .arcs = 150'000});
  std::uint64_t needed = 0;
  save_web(new_web, folder_ / "whole");
  for (const StoredFile& file : stored_files(folder_ / "whole")) needed += file.bytes;
  fs::remove_all(folder_ / "whole");
  for (std::uint64_t eighth = 0; eighth < 8; ++eighth) {
    FaultyFileSystem files({.disk_bytes = needed * eighth / 8});
    try {
      save_web(new_web, web_, {.overwrite = true}, files);
      ADD_FAILURE() << "it fitted into " << eighth << " eighths";
    } catch (const IoError& error) {
      EXPECT_EQ(error.error_number(), ENOSPC);
    }
    EXPECT_EQ(files_of(folder_.path()), std::vector<std::string>{"web"});
    EXPECT_EQ(content_fingerprint(open_web(web_)), old_web.fingerprint());
  }
  FaultyFileSystem enough({.disk_bytes = needed});
  save_web(new_web, web_, {.overwrite = true}, enough);
  EXPECT_EQ(content_fingerprint(open_web(web_)), new_web.fingerprint());
}

}  // namespace
}  // namespace orbweb
