// How the last run of a job went, for Prometheus' textfile collector.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "graph/files.h"
#include "jobs/run_job.h"

namespace orbweb {

/// How a run ended: with a result, or with an error, whose `result` means nothing.
struct JobEnd {
  int exit_code = 0;
  std::int64_t seconds_since_1970 = 0;
  double seconds_taken = 0;
  const JobResult* result = nullptr;  ///< null where the run failed
};

/// Replaces `path` in one step. The time of the last success stays what it was where this run had none. The format:
/// https://prometheus.io/docs/instrumenting/exposition_formats/
void write_metrics(const Job& job, const JobEnd& end, FileSystem& files = real_file_system());

}  // namespace orbweb
