// orbweb run: a whole job, from links to a published release.
#include "jobs/run_job.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <random>

#include "cli/notify.h"
#include "cli/verb.h"
#include "graph/number_text.h"
#include "graph/size_text.h"
#include "jobs/metrics.h"

namespace orbweb {
namespace {

struct RunCommand {
  std::filesystem::path job;
  JobOverrides overrides;
  std::string notify_command;
  bool dry_run = false;
  bool resume = false;
  bool force = false;
  bool json = false;
};

/// Eight hexadecimal digits that no other run has, most likely.
std::string new_run_id() {
  std::random_device device;
  return fmt::format("{:08x}", device());
}

Json plan_json(const Job& job, const JobPlan& plan) {
  return {{"job", job.name},
          {"dry_run", true},
          {"inputs", plan.inputs.size()},
          {"input_bytes", plan.input_bytes},
          {"tables", plan.tables},
          {"formats", job.formats},
          {"releases", job.releases.string()},
          {"current", plan.current},
          {"estimated_links", plan.build.estimated_links},
          {"estimated_memory", plan.build.estimated_memory},
          {"memory_limit", plan.build.memory_limit},
          {"fits", plan.build.fits()},
          {"web_bytes", plan.build.estimated_disk},
          {"temporary_bytes", plan.build.temporary_bytes},
          {"last_release_bytes", plan.release_bytes},
          {"estimated_seconds", plan.estimated_seconds()}};
}

std::string plan_text(const Job& job, const JobPlan& plan) {
  const double seconds = plan.estimated_seconds();
  return fmt::format("would run {}\n", job.name) +
         fmt::format("  inputs    {} files, {}\n", grouped(plan.inputs.size()), size_text(plan.input_bytes)) +
         fmt::format("  web       {}s, about {} links\n", to_string(job.build.fold.level),
                     grouped(plan.build.estimated_links)) +
         fmt::format("  tables    {} as {}\n", fmt::join(plan.tables, ", "), fmt::join(job.formats, ", ")) +
         fmt::format("  releases  {}, {}\n", job.releases.string(),
                     plan.current.empty() ? "none yet" : "of which " + plan.current + " is the current one") +
         fmt::format("  memory    about {} of {} to build the web\n", size_text(plan.build.estimated_memory),
                     size_text(plan.build.memory_limit)) +
         fmt::format("  disk      about {} for the web, {} while it is built, {} for the release\n",
                     size_text(plan.build.estimated_disk), size_text(plan.build.temporary_bytes),
                     plan.release_bytes > 0 ? size_text(plan.release_bytes) + " as the last one" : "unknown") +
         fmt::format("  time      {}\n", seconds > 0 ? "about " + seconds_text(seconds) + ", as fast as the last run"
                                                     : "known after the first run") +
         (plan.build.fits() ? "" : "does not fit into the memory granted\n");
}

Json tables_json(const JobResult& result) {
  Json tables = Json::array();
  for (const TableResult& table : result.tables) {
    tables.push_back({{"name", table.name},
                      {"algorithm", table.algorithm},
                      {"iterations", table.iterations},
                      {"residual_l1", table.residual_l1},
                      {"error_bound_l1", table.error_bound_l1},
                      {"converged", table.converged},
                      {"resumed", table.resumed},
                      {"seconds", table.seconds}});
  }
  return tables;
}

Json result_json(const Job& job, const std::string& run_id, const JobResult& result) {
  Json seconds = Json::object();
  for (const auto& [stage, taken] : result.seconds) seconds[stage] = taken;
  return {{"job", job.name},
          {"run_id", run_id},
          {"outcome", to_string(result.outcome)},
          {"published", result.outcome == JobOutcome::published},
          {"release", result.release},
          {"folder", result.folder.string()},
          {"nodes", result.nodes},
          {"arcs", result.arcs},
          {"web_was_built", result.web_was_built},
          {"refused_share", result.share_refused},
          {"tables", tables_json(result)},
          {"expired", result.expired},
          {"seconds", std::move(seconds)}};
}

ExitCode exit_code_of(const JobResult& result) {
  switch (result.outcome) {
    case JobOutcome::quarantined:
    case JobOutcome::shrunk:
      return ExitCode::quarantine;
    case JobOutcome::not_converged:
      return ExitCode::not_converged;
    case JobOutcome::published:
    case JobOutcome::unchanged:
      break;
  }
  return ExitCode::done;
}

/// What to do where a run ended without a release and without an error.
std::string hint_of(const JobResult& result) {
  switch (result.outcome) {
    case JobOutcome::quarantined:
      return fmt::format("{} of the lines or rows were refused: look at the input, or raise input.quarantine_threshold",
                         share_text(result.share_refused));
    case JobOutcome::shrunk:
      return "look at the input, or raise release.most_nodes_lost";
    case JobOutcome::not_converged:
      return "raise max-iterations or tol, or set release.publish_unconverged";
    case JobOutcome::published:
    case JobOutcome::unchanged:
      break;
  }
  return "";
}

Json facts_json(const JobEvent& event, const std::string& run_id) {
  Json facts = {{"run_id", run_id}, {"stage", event.stage}};
  for (const auto& [name, value] : event.facts) {
    std::visit([&, &key = name](const auto& plain) { facts[key] = plain; }, value);
  }
  return facts;
}

JobOverrides overrides_of(const RunCommand& command) {
  JobOverrides overrides = command.overrides;
  if (const char* const folder = std::getenv("ORBWEB_RELEASES"); folder != nullptr && overrides.releases.empty()) {
    overrides.releases = folder;
  }
  return overrides;
}

ExitCode print_plan(const Job& job, bool json, FileSystem& files, Session& session) {
  const JobPlan plan = plan_job(job, files);
  if (json) {
    session.print_json(plan_json(job, plan));
  } else {
    session.print(plan_text(job, plan));
  }
  return ExitCode::done;
}

std::int64_t seconds_since_1970() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

/// Tells those who are not there how it ended. What goes wrong here is a warning: the release is out, or is not,
/// already.
void announce(const Job& job, const JobEnd& end, const std::string& run_id, const std::string& message,
              Session& session) {
  try {
    if (!job.metrics.empty()) write_metrics(job, end);
  } catch (const Error& error) {
    session.warning(error.what());
  }
  if (job.notify_command.empty()) return;
  const std::string problem = run_notification(
      job.notify_command,
      {{"ORBWEB_JOB", job.name},
       {"ORBWEB_RUN_ID", run_id},
       {"ORBWEB_EXIT_CODE", std::to_string(end.exit_code)},
       {"ORBWEB_OUTCOME", end.result == nullptr ? "failed" : std::string(to_string(end.result->outcome))},
       {"ORBWEB_RELEASE", end.result == nullptr ? "" : end.result->folder.string()},
       {"ORBWEB_MESSAGE", message}});
  if (!problem.empty()) session.warning(problem);
}

JobResult run_and_announce(const Job& job, const JobOptions& options, FileSystem& files, Session& session) {
  const auto start = std::chrono::steady_clock::now();
  const auto end_of = [&](int exit_code, const JobResult* result) {
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return JobEnd{exit_code, seconds_since_1970(), seconds, result};
  };
  try {
    JobResult result = run_job(job, options, session.control(), files);
    announce(job, end_of(static_cast<int>(exit_code_of(result)), &result), options.run_id, hint_of(result), session);
    return result;
  } catch (const std::exception& error) {
    announce(job, end_of(failure_of(error, 0).exit_code, nullptr), options.run_id, error.what(), session);
    throw;
  }
}

ExitCode run(const RunCommand& command, Session& session) {
  session.set_hint("busy", [] { return "wait for it, or give this job a folder of its own with --releases"; });
  session.set_hint("bad-data", [] { return "docs/operator-guide.md tells of every key of a job"; });
  const std::unique_ptr<FileSystem> files = file_system_until(session.stop());
  Job job = read_job(command.job, overrides_of(command), *files);
  if (!command.notify_command.empty()) job.notify_command = {command.notify_command};
  if (command.dry_run) return print_plan(job, command.json, *files, session);
  JobOptions options;
  options.resume = command.resume;
  options.force = command.force;
  options.run_id = new_run_id();
  options.report = [&](const JobEvent& event) {
    session.event(event.is_warning, event.text, facts_json(event, options.run_id));
  };
  const JobResult result = run_and_announce(job, options, *files, session);
  if (command.json) {
    session.print_json(result_json(job, options.run_id, result));
  } else if (!result.folder.empty()) {
    session.print(result.folder.string() + "\n");
  }
  const ExitCode code = exit_code_of(result);
  if (code != ExitCode::done) session.warning(std::string(to_string(result.outcome)), hint_of(result));
  return code;
}

}  // namespace

void add_run(Verbs& verbs) {
  const auto command = std::make_shared<RunCommand>();
  CLI::App* const verb = verbs.add("run", "Run a whole job: build, rank, publish a release",
                                   {"orbweb run job.toml", "orbweb run job.toml --dry-run",
                                    "orbweb run job.toml --releases /srv/releases --set limits.threads=4 --resume"});
  add_path(verbs, verb, "JOB", command->job, "The job, a TOML file")->required();
  add_path(verbs, verb, "--releases", command->overrides.releases,
           with_default("Folder to publish in", "$ORBWEB_RELEASES, or the job's release.folder"));
  verb->add_option("--set", command->overrides.settings,
                   with_default("Set one key of the job, as scores.0.options.alpha=0.9; may be given again", "none"))
      ->option_text("KEY.PATH=VALUE")
      ->allow_extra_args(false);
  verb->add_option("--notify-command", command->notify_command,
                   with_default("Program to run at the end, told how it went by ORBWEB_OUTCOME and other variables",
                                "the job's operation.notify_command"))
      ->option_text("PROGRAM");
  verb->add_flag("--dry-run", command->dry_run, "Say what the job would do and need; write nothing");
  verb->add_flag("--resume", command->resume, "Take over the tables that an interrupted run had finished");
  verb->add_flag("--force", command->force, "Publish a release even where nothing changed");
  add_json_flag(verb, command->json);
  verbs.on_chosen(verb, [command, &verbs] { return run(*command, verbs.session()); });
}

}  // namespace orbweb
