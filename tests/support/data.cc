#include "support/data.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace orbweb::test {

namespace fs = std::filesystem;

fs::path data_file(const std::string& relative_path) {
  const char* folder = std::getenv("ORBWEB_DATA");
  const fs::path root = folder != nullptr ? fs::path(folder) : fs::path(ORBWEB_SOURCE_DIR) / "../shared/data";
  const fs::path path = root / relative_path;
  return fs::exists(path) ? path : fs::path();
}

namespace {

/// Memory-backed where there is such a place, since tests sync many small files.
fs::path folder_for_temporaries() {
  if (std::getenv("TMPDIR") == nullptr && ::access("/dev/shm", W_OK) == 0) return "/dev/shm";
  return fs::temp_directory_path();
}

}  // namespace

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (folder_for_temporaries() / "orbweb-test-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a temporary folder " + pattern);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path TemporaryFolder::write(const std::string& name, std::string_view content) const {
  std::ofstream(path_ / name, std::ios::binary) << content;
  return path_ / name;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

}  // namespace orbweb::test
