#include "jobs/run_job.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <ctime>
#include <memory>
#include <optional>

#include "exports/release_folder.h"
#include "graph/error.h"
#include "graph/manifest.h"
#include "graph/parallel.h"
#include "graph/store.h"
#include "jobs/inputs.h"
#include "jobs/keys.h"
#include "jobs/postgres_export.h"
#include "jobs/release_documents.h"
#include "jobs/release_writer.h"
#include "jobs/score_options.h"
#include "loaders/start_scores.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

constexpr const char* kInputMemory = ".inputs.json";

std::string utc_text(std::int64_t seconds) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(seconds)));
}

std::string web_folder(const std::string& build_key) {
  return fmt::format("{}/{}.web", kWebsName, build_key.substr(0, 24));
}

double share_refused(const LoadReport& report) {
  return report.lines == 0 ? 0 : static_cast<double>(report.num_rejected()) / static_cast<double>(report.lines);
}

/// One run, told stage by stage.
class JobRun {
 public:
  JobRun(const Job& job, const JobOptions& options, const Control& control, FileSystem& files)
      : job_(job), options_(options), control_(control), files_(files), releases_(job.releases, files) {}

  JobResult run() {
    const std::shared_ptr<void> lock = releases_.lock();
    take_inputs();
    if (current_has_these_inputs()) return unchanged();
    take_web();
    if (result_.outcome != JobOutcome::published) return stopped();
    key_ = release_key(job_, web_->fingerprint(), files_);
    if (complete_interrupted_publication()) {
      export_release();
      return std::move(result_);
    }
    if (!options_.force && current_ && current_->key == key_) return unchanged();
    make_release();
    if (result_.outcome != JobOutcome::published) return stopped();
    expire();
    export_release();
    return std::move(result_);
  }

 private:
  /// Runs one stage and keeps its time.
  template <class Work>
  void stage(const char* name, Work&& work) {
    control_.check();
    const auto start = std::chrono::steady_clock::now();
    work();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    result_.seconds.emplace_back(name, seconds);
  }

  void tell(const char* stage_name, std::string text, std::vector<JobFact> facts = {}, bool is_warning = false) const {
    options_.report({is_warning, stage_name, std::move(text), std::move(facts)});
  }

  void take_inputs() {
    stage("inputs", [&] {
      if (const std::optional<std::string> name = releases_.current()) {
        result_.release = *name;
        result_.folder = releases_.path() / *name;
        current_ = read_release_manifest(files_, result_.folder);
      }
      InputMemory memory(releases_.path() / kInputMemory, files_);
      inputs_ = memory.take(expand_patterns(job_.inputs, files_), control_);
      memory.save();
      for (const JobInput& input : inputs_) result_.input_bytes += input.stamp.size;
      build_key_ = build_key(job_, inputs_);
      tell("inputs",
           fmt::format("{} input file{}, {} bytes read to see whether anything changed", inputs_.size(),
                       inputs_.size() == 1 ? "" : "s", memory.bytes_read()),
           {{"files", static_cast<std::int64_t>(inputs_.size())},
            {"bytes", static_cast<std::int64_t>(result_.input_bytes)},
            {"bytes_hashed", static_cast<std::int64_t>(memory.bytes_read())}});
    });
  }

  /// Then the web need not even be opened: it may be gone.
  bool current_has_these_inputs() {
    if (options_.force || !current_ || current_->build_key != build_key_) return false;
    result_.nodes = current_->nodes;
    result_.arcs = current_->arcs;
    return release_key(job_, current_->web_fingerprint, files_) == current_->key;
  }

  JobResult unchanged() {
    releases_.clear();
    tell("release", fmt::format("nothing changed since {}: no new release", result_.release),
         {{"release", result_.release}});
    export_release();
    result_.outcome = JobOutcome::unchanged;
    return std::move(result_);
  }

  JobResult stopped() {
    tell("release", fmt::format("nothing was published: {}", to_string(result_.outcome)), {}, true);
    return std::move(result_);
  }

  void take_web() {
    stage("web", [&] {
      const fs::path path = releases_.path() / web_folder(build_key_);
      if (!is_web(files_, path)) build_web_at(path);
      if (result_.outcome != JobOutcome::published) return;
      web_ = open_web(path, {}, files_);
      result_.nodes = web_->num_nodes();
      result_.arcs = web_->num_arcs();
      tell("web",
           fmt::format("{} web of {} nodes, {} arcs", result_.web_was_built ? "built a" : "took over the",
                       result_.nodes, result_.arcs),
           {{"nodes", static_cast<std::int64_t>(result_.nodes)},
            {"arcs", static_cast<std::int64_t>(result_.arcs)},
            {"built", result_.web_was_built},
            {"fingerprint", web_->fingerprint()}});
    });
  }

  void build_web_at(const fs::path& path) {
    const fs::path folder = parent_folder(path);
    if (!files_.exists(folder)) files_.create_directory(folder);
    if (files_.exists(path)) files_.remove_all(path);  // damaged, and nobody's but ours
    std::vector<fs::path> paths;
    for (const JobInput& input : inputs_) paths.push_back(input.path);
    WebWriter writer(path, {.overwrite = false, .encoding = job_.encoding}, files_);
    BuildOptions build = job_.build;
    result_.load = build_web_into(writer, paths, build, control_, files_).report;
    result_.share_refused = share_refused(result_.load);
    result_.web_was_built = true;
    try {
      check_unchanged(inputs_, files_);
    } catch (...) {
      remove_quietly(files_, path);
      throw;
    }
    if (result_.share_refused <= job_.quarantine_threshold) return;
    remove_quietly(files_, path);
    result_.outcome = JobOutcome::quarantined;
  }

  /// Where a run ended between a release's last rename and CURRENT's, the rename is all that is missing.
  bool complete_interrupted_publication() {
    const std::vector<std::string> names = releases_.names();
    if (options_.force || names.empty() || names.back() == result_.release) return false;
    try {
      if (read_release_manifest(files_, releases_.path() / names.back()).key != key_) return false;
    } catch (const LoadError&) {
      return false;
    }
    releases_.set_current(names.back());
    releases_.clear();
    result_.release = names.back();
    result_.folder = releases_.path() / names.back();
    tell("release", fmt::format("published {}, which an interrupted run had finished", names.back()),
         {{"release", names.back()}});
    return true;
  }

  fs::path unfinished() const { return releases_.path() / fmt::format(".unfinished-{}.tmp", key_.substr(0, 24)); }

  void make_release() {
    if (current_ && has_shrunk()) {
      result_.outcome = JobOutcome::shrunk;
      return;
    }
    releases_.clear(options_.resume ? unfinished() : fs::path());
    ReleaseWriter writer(unfinished(), files_);
    ReleaseDocuments documents(job_, *web_, current_ ? releases_.path() / result_.release : fs::path(), files_);
    stage("scores", [&] {
      for (const ScoresJob& scores : job_.scores) make_table(scores, writer, documents);
    });
    if (result_.outcome != JobOutcome::published) return;
    stage("release", [&] { publish(writer, documents); });
  }

  bool has_shrunk() const {
    const double least = static_cast<double>(current_->nodes) * (1 - job_.most_nodes_lost);
    return static_cast<double>(web_->num_nodes()) < least;
  }

  void make_table(const ScoresJob& job, ReleaseWriter& writer, ReleaseDocuments& documents) {
    control_.check();
    const auto start = std::chrono::steady_clock::now();
    std::optional<Scores> scores;
    if (options_.resume) scores = writer.finished_table(job, *web_, job_.formats);
    const bool resumed = scores.has_value();
    std::vector<double> bounds;
    if (!resumed) scores = compute(job, bounds);
    const Convergence& convergence = scores->convergence;
    const ReleaseTable* const last = last_table(job);
    const bool is_warm = last != nullptr && scores->solver.warm_nodes > 0;
    const int cold_iterations = is_warm ? last->cold_iterations : convergence.iterations;
    const int saved = cold_iterations - convergence.iterations;
    writer.add_table(job, *scores, *web_, job_.formats, cold_iterations);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    result_.tables.push_back({job.name, job.algorithm, convergence.iterations, convergence.residual_l1,
                              convergence.error_bound_l1, convergence.converged, resumed, scores->solver.warm_nodes,
                              saved, seconds});
    tell("scores",
         fmt::format("{}: {} in {} iterations{}{}{}", job.name, scores->definition, convergence.iterations,
                     saved > 0 ? fmt::format(", {} fewer than from a cold start", saved) : "",
                     std::isnan(convergence.error_bound_l1)
                         ? ""
                         : fmt::format(", error at most {:.1e}", convergence.error_bound_l1),
                     resumed ? ", taken over" : ""),
         {{"table", job.name},
          {"definition", scores->definition},
          {"iterations", std::int64_t{convergence.iterations}},
          {"residual_l1", convergence.residual_l1},
          {"error_bound_l1", convergence.error_bound_l1},
          {"converged", convergence.converged},
          {"resumed", resumed},
          {"warm_nodes", static_cast<std::int64_t>(scores->solver.warm_nodes)},
          {"iterations_saved", std::int64_t{saved}},
          {"seconds", seconds}});
    if (!convergence.converged && !job_.publish_unconverged) result_.outcome = JobOutcome::not_converged;
    documents.add_table(job, *scores, bounds);
  }

  /// The last release's table of this name, where the same algorithm made it; otherwise null.
  const ReleaseTable* last_table(const ScoresJob& job) const {
    if (!current_) return nullptr;
    for (const ReleaseTable& table : current_->tables) {
      if (table.name == job.name && table.algorithm == job.algorithm) return &table;
    }
    return nullptr;
  }

  void tell_cold_start(const ScoresJob& job, const Error& error) const {
    tell("scores", fmt::format("{} starts cold: {}", job.name, error.what()), {{"table", job.name}}, true);
  }

  /// A forced run is a proof that the same comes out: it starts cold. So does one whose last release can't be read.
  void add_warm_start(const ScoresJob& job, OptionValues& values) const {
    const ReleaseTable* const last = last_table(job);
    if (!job_.warm_start || options_.force || last == nullptr || last->files.empty()) return;
    if (!lacks_start(job, values)) return;
    try {
      values[kWarmStart] = read_start_scores(releases_.path() / result_.release / last->files.at(0), *web_, files_);
    } catch (const LoadError& error) {
      tell_cold_start(job, error);
    } catch (const IoError& error) {
      tell_cold_start(job, error);
    }
  }

  /// `bounds` gets the certified error after each iteration.
  Scores compute(const ScoresJob& job, std::vector<double>& bounds) const {
    OptionValues values = option_values(job, *web_, files_);
    add_warm_start(job, values);
    Control watched = control_;
    watched.report = [&](const Progress& progress) {
      if (std::isfinite(progress.error_bound)) bounds.push_back(progress.error_bound);
      control_.progress(progress);
    };
    Scores scores = find_algorithm(job.algorithm).run(*web_, values, watched);
    for (auto& [name, vector] : scores.vectors) {
      const auto file = job.vectors.find(name);
      if (file != job.vectors.end()) vector.file = file->second.filename().string();
    }
    return scores;
  }

  void publish(ReleaseWriter& writer, ReleaseDocuments& documents) {
    const std::int64_t now = options_.now();
    const std::string name = releases_.new_name(now, key_);
    ReleaseManifest manifest;
    manifest.job = job_.name;
    manifest.tool = "orbweb " ORBWEB_VERSION;
    manifest.created_at = utc_text(now);
    manifest.run_id = options_.run_id;
    manifest.key = key_;
    manifest.build_key = build_key_;
    manifest.web_fingerprint = web_->fingerprint();
    manifest.web_folder = web_folder(build_key_);
    manifest.fold = to_string(web_->provenance().fold);
    manifest.nodes = web_->num_nodes();
    manifest.arcs = web_->num_arcs();
    manifest.previous = result_.release;
    for (const Document& document : documents.make(manifest, name, inputs_, result_)) {
      writer.add_file(document.name, document.content);
    }
    writer.finish(manifest);
    releases_.publish(writer.folder(), name);
    result_.release = name;
    result_.folder = releases_.path() / name;
    tell("release", fmt::format("published {}", name), {{"release", name}});
  }

  /// The release is out: what goes wrong from here on is told and fails nothing.
  void expire() {
    const std::vector<std::string> names = releases_.names();
    const std::int64_t now = options_.now();
    for (std::size_t i = 0; i < names.size(); ++i) {
      std::int64_t made = 0;
      is_release_name(names[i], &made);
      const bool is_surplus = names.size() - i > job_.retention.keep_count;
      const bool is_old =
          job_.retention.keep_days > 0 && static_cast<double>(now - made) > job_.retention.keep_days * 24 * 60 * 60;
      if (names[i] == result_.release || (!is_surplus && !is_old)) continue;
      attempt([&] {
        releases_.remove(names[i]);
        result_.expired.push_back(names[i]);
        tell("retention", fmt::format("removed {}", names[i]), {{"release", names[i]}});
      });
    }
    attempt([&] { expire_webs(); });
  }

  /// What the folder shows, the database shows too: also where an earlier run did not get that far.
  void export_release() {
    if (!job_.postgres || result_.release.empty()) return;
    stage("postgres", [&] {
      const std::optional<PostgresExport> done =
          export_to_postgres(result_.folder, result_.release, *job_.postgres, control_, files_);
      if (!done) return tell("postgres", fmt::format("PostgreSQL shows {} already", result_.release));
      tell("postgres", fmt::format("PostgreSQL shows {}: {} rows", result_.release, done->rows),
           {{"release", result_.release}, {"rows", static_cast<std::int64_t>(done->rows)}});
      for (const std::string& kept : done->kept) tell("postgres", kept, {}, true);
    });
  }

  /// Keeps the webs of the newest releases.
  void expire_webs() {
    const std::vector<std::string> names = releases_.names();
    std::vector<std::string> kept;
    for (auto name = names.rbegin(); name != names.rend() && kept.size() < job_.retention.keep_webs; ++name) {
      const std::string web = read_release_manifest(files_, releases_.path() / *name).web_folder;
      if (kept.empty() || kept.back() != web) kept.push_back(web);
    }
    for (const fs::path& entry : files_.list(releases_.path() / kWebsName)) {
      const std::string relative = fmt::format("{}/{}", kWebsName, entry.filename().string());
      if (std::find(kept.begin(), kept.end(), relative) == kept.end()) files_.remove_all(entry);
    }
  }

  template <class Work>
  void attempt(Work&& work) const {
    try {
      work();
    } catch (const Error& error) {
      tell("retention", error.what(), {}, true);
    }
  }

  const Job& job_;
  const JobOptions& options_;
  const Control& control_;
  FileSystem& files_;
  ReleaseFolder releases_;
  JobResult result_;
  std::optional<ReleaseManifest> current_;
  std::vector<JobInput> inputs_;
  std::string build_key_;
  std::string key_;
  std::optional<Web> web_;
};

}  // namespace

std::string_view to_string(JobOutcome outcome) {
  constexpr std::string_view kNames[] = {"published", "unchanged", "too much of the input was refused",
                                         "too many nodes of the last release are gone", "a solver did not converge"};
  return kNames[static_cast<std::size_t>(outcome)];
}

JobResult run_job(const Job& job, const JobOptions& options, const Control& control, FileSystem& files) {
  return with_threads(job.threads, [&] { return JobRun(job, options, control, files).run(); });
}

}  // namespace orbweb
