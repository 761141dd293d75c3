// Real data for tests: the folder that ORBWEB_DATA names, or ../shared/data beside the checkout.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace orbweb::test {

/// The path of a file below the data folder; empty where it is not on this machine.
std::filesystem::path data_file(const std::string& relative_path);

/// A folder of this test's own, new and empty, removed at its end.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  /// Writes a file below the folder and returns its path.
  std::filesystem::path write(const std::string& name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

std::string read_file(const std::filesystem::path& path);

}  // namespace orbweb::test

/// Sets `variable` to the path of a data file, or skips the test with a message.
#define ORBWEB_DATA_OR_SKIP(variable, relative_path)                             \
  const std::filesystem::path variable = orbweb::test::data_file(relative_path); \
  if ((variable).empty()) GTEST_SKIP() << "no " << (relative_path) << " under ORBWEB_DATA (default ../shared/data)"
