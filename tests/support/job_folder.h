// A job, its input and its releases in a folder of their own.
#pragma once

#include <filesystem>
#include <string>

#include "jobs/run_job.h"
#include "support/data.h"

namespace orbweb::test {

class JobFolder {
 public:
  static constexpr const char* kJob =
      "name = \"test\"\n"
      "[input]\nfiles = [\"links.tsv\"]\n"
      "[fold]\nlevel = \"host\"\n"
      "[[scores]]\nalgorithm = \"pagerank\"\n"
      "[release]\nformats = [\"tsv\"]\nmost_nodes_lost = 1\n";

  explicit JobFolder(const std::string& job = kJob) { folder_.write("job.toml", job); }

  void write_links(const std::string& text) const { folder_.write("links.tsv", text); }
  void write(const std::string& name, const std::string& text) const { folder_.write(name, text); }

  Job job(const JobOverrides& overrides = {}) const {
    return read_job(folder_ / "job.toml", overrides, real_file_system());
  }
  JobResult run(JobOptions options = {}, FileSystem& files = real_file_system()) const {
    return run_job(job(), options, {}, files);
  }

  std::filesystem::path path(const std::string& name = "") const { return folder_ / name; }
  std::filesystem::path releases() const { return folder_ / "releases"; }

 private:
  TemporaryFolder folder_;
};

}  // namespace orbweb::test
