#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <chrono>
#include <fstream>
#include <stop_token>
#include <thread>

#include "graph/error.h"
#include "graph/files.h"
#include "support/data.h"

namespace orbweb {
namespace {

using namespace std::chrono_literals;

/// A pipe by name, with a writer, so that opening it does not wait.
class SilentPipe {
 public:
  SilentPipe() : path_(folder_ / "pipe") {
    EXPECT_EQ(mkfifo(path_.c_str(), 0600), 0);
    writer_.open(path_, std::ios::in | std::ios::out);
  }
  const std::filesystem::path& path() const { return path_; }
  void write(const std::string& text) { writer_ << text << std::flush; }

 private:
  test::TemporaryFolder folder_;
  std::filesystem::path path_;
  std::fstream writer_;
};

TEST(FileSystemUntil, AStopEndsAReadThatWaits) {
  SilentPipe pipe;
  std::stop_source stop;
  const auto files = file_system_until(stop.get_token());
  const auto file = files->open(pipe.path());
  const std::jthread stopper([&] {
    std::this_thread::sleep_for(100ms);
    stop.request_stop();
  });
  std::array<char, 16> buffer{};
  EXPECT_THROW(file->read(buffer), Cancelled);
  EXPECT_THROW(file->read(buffer), Cancelled) << "and every read after it";
}

TEST(FileSystemUntil, ReadsAsTheRealOneWithoutAStop) {
  SilentPipe pipe;
  const std::stop_source stop;
  const auto files = file_system_until(stop.get_token());
  const auto file = files->open(pipe.path());
  pipe.write("abc");
  std::array<char, 16> buffer{};
  EXPECT_EQ(file->read(buffer), 3U);

  const test::TemporaryFolder folder;
  const auto path = folder.write("plain", "text");
  const auto plain = files->open(path);
  EXPECT_EQ(plain->read(buffer), 4U);
  EXPECT_EQ(plain->read(buffer), 0U) << "the end";
  EXPECT_THROW(files->open(folder.path())->read(buffer), IoError);
}

TEST(FileSystemUntil, ATokenWithoutASourceNeverStops) {
  const test::TemporaryFolder folder;
  const auto files = file_system_until({});
  std::array<char, 16> buffer{};
  EXPECT_EQ(files->open(folder.write("plain", "text"))->read(buffer), 4U);
}

}  // namespace
}  // namespace orbweb
