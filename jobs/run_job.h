// A whole job: look at the inputs, build their web, compute scores, publish a release. Each stage is skipped where what
// it reads is what it read before.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "graph/control.h"
#include "graph/files.h"
#include "jobs/job.h"
#include "loaders/load_report.h"

namespace orbweb {

using JobFact = std::pair<std::string, std::variant<bool, std::int64_t, double, std::string>>;

/// What happened, while it happens.
struct JobEvent {
  bool is_warning = false;
  std::string stage;  ///< "inputs", "web", "scores", "release", "retention", "postgres"
  std::string text;
  std::vector<JobFact> facts;
};

struct JobOptions {
  bool resume = false;  ///< take over the tables that an interrupted run of the same job had finished
  bool force = false;   ///< publish even where nothing changed
  std::string run_id;   ///< names this run in the release and in logs
  std::function<std::int64_t()> now = [] {  ///< seconds since 1970
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
  };
  std::function<void(const JobEvent&)> report = [](const JobEvent&) {};
};

enum class JobOutcome {
  published,
  unchanged,      ///< the current release has these scores already
  quarantined,    ///< too many lines were no links: nothing was published
  shrunk,         ///< too many nodes of the last release are gone: nothing was published
  not_converged,  ///< a solver ran out of iterations: nothing was published
};
std::string_view to_string(JobOutcome outcome);

/// A table as it was computed or taken over.
struct TableResult {
  std::string name;
  std::string algorithm;
  int iterations = 0;
  double residual_l1 = 0;
  double error_bound_l1 = 0;
  bool converged = false;
  bool resumed = false;
  std::uint64_t warm_nodes = 0;  ///< nodes that began with a score of the last release; 0 after a cold start
  int iterations_saved = 0;      ///< against the last cold start, where that is known
  double seconds = 0;
};

struct JobResult {
  JobOutcome outcome = JobOutcome::published;
  std::string release;           ///< its name: the new one, or CURRENT where there is none
  std::filesystem::path folder;  ///< of that release; empty where there is none
  bool web_was_built = false;
  std::uint64_t nodes = 0;
  std::uint64_t arcs = 0;
  std::uint64_t input_bytes = 0;
  LoadReport load;  ///< where the web was built
  double share_refused = 0;
  std::vector<TableResult> tables;
  std::vector<std::pair<std::string, double>> seconds;  ///< by stage
  std::vector<std::string> expired;                     ///< releases that retention removed
};

/// Runs the job. Readers of job.releases see the last release until the new one is there, whole. Throws BusyError where
/// another job is at work there, and what the stages throw: LoadError, IoError, CreateError, LimitError, Cancelled.
JobResult run_job(const Job& job, const JobOptions& options, const Control& control = {},
                  FileSystem& files = real_file_system());

/// What a run would do and need.
struct JobPlan {
  std::vector<std::filesystem::path> inputs;
  std::uint64_t input_bytes = 0;
  BuildPlan build;  ///< of the web, should the inputs have changed
  std::vector<std::string> tables;
  std::string current;              ///< the release there is; empty for none
  std::uint64_t release_bytes = 0;  ///< of the last release; 0 where there is none
  double last_seconds = 0;          ///< that the last published run took; 0 where there is none
  std::uint64_t last_input_bytes = 0;

  /// At the last published run's rate; 0 where there was none.
  double estimated_seconds() const {
    if (last_input_bytes == 0) return 0;
    return last_seconds * static_cast<double>(input_bytes) / static_cast<double>(last_input_bytes);
  }
};

/// Reads inputs' heads and what the last run left; writes nothing.
JobPlan plan_job(const Job& job, FileSystem& files = real_file_system());

}  // namespace orbweb
