// What a run would do: the inputs' heads and what the last run left.
#include "exports/release_folder.h"
#include "jobs/inputs.h"
#include "jobs/release_documents.h"
#include "jobs/run_job.h"

namespace orbweb {

JobPlan plan_job(const Job& job, FileSystem& files) {
  JobPlan plan;
  plan.inputs = expand_patterns(job.inputs, files);
  for (const std::filesystem::path& input : plan.inputs) plan.input_bytes += files.file_size(input);
  for (const ScoresJob& scores : job.scores) plan.tables.push_back(scores.name);
  const ReleaseFolder releases(job.releases, files);
  if (const std::optional<std::string> name = releases.current()) {
    plan.current = *name;
    const std::filesystem::path folder = releases.path() / *name;
    for (const auto& [file, facts] : read_release_manifest(files, folder).files) plan.release_bytes += facts.bytes;
    const RunFacts facts = read_run_facts(files, folder);
    plan.last_seconds = facts.seconds;
    plan.last_input_bytes = facts.input_bytes;
  }
  plan.build = plan_build(plan.inputs, job.build, files);
  return plan;
}

}  // namespace orbweb
