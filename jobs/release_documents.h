// What stands in a release beside its tables: the web it was made from, a summary, the job, how the run went, the
// report.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "algos/scores.h"
#include "exports/release_manifest.h"
#include "graph/files.h"
#include "graph/web.h"
#include "jobs/inputs.h"
#include "jobs/job.h"

namespace orbweb {

struct JobResult;

struct Document {
  std::string name;
  std::string content;
};

/// Collects what the documents tell while tables come. All but run.json and report.html say the same for the same job
/// and inputs, whenever and however often interrupted it ran.
class ReleaseDocuments {
 public:
  /// `previous` is the folder of the release before; empty for the first.
  ReleaseDocuments(const Job& job, const Web& web, std::filesystem::path previous, FileSystem& files);
  ~ReleaseDocuments();

  /// Also compares with the table of that name in the previous release, where that can be read. `bounds` is the
  /// certified error after each iteration, as far as it was watched.
  void add_table(const ScoresJob& job, const Scores& scores, const std::vector<double>& bounds);

  std::vector<Document> make(const ReleaseManifest& manifest, const std::string& release,
                             const std::vector<JobInput>& inputs, const JobResult& result);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// How the run that made a release went, as far as the next run asks.
struct RunFacts {
  double seconds = 0;
  std::uint64_t input_bytes = 0;
};
/// Zeros where the release does not say.
RunFacts read_run_facts(FileSystem& files, const std::filesystem::path& release);

}  // namespace orbweb
