#include "jobs/job.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>

#include "columns/column_file.h"
#include "graph/encoding.h"
#include "graph/error.h"
#include "graph/size_text.h"
#include "jobs/score_options.h"
#include "jobs/settings_reader.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxJobBytes = std::uint64_t{1} << 20;
constexpr std::int64_t kMostThreads = 256;
constexpr std::int64_t kMostKept = std::int64_t{1} << 32;
constexpr double kMostSeconds = 7 * 24 * 60 * 60;
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Reads the parts of a job, each from its table.
class JobReader {
 public:
  JobReader(const Setting& root, fs::path folder) : root_(root, "a job"), folder_(std::move(folder)) {}

  Job read() {
    read_head();
    read_input();
    read_fold();
    read_scores();
    read_release();
    read_export();
    read_limits();
    read_operation();
    root_.finish();
    return std::move(job_);
  }

 private:
  fs::path resolved(const std::string& path) const { return (folder_ / path).lexically_normal(); }

  static void check_name(const Setting& where, std::string_view name) {
    const bool is_good =
        !name.empty() && name.size() <= 64 && name.front() != '.' && std::all_of(name.begin(), name.end(), [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
                 c == '.';
        });
    if (!is_good) refuse(where, "a name of letters, digits, - _ and ., at most 64", orbweb::in_quotes(name));
  }

  void read_head() {
    const std::optional<std::string> name = root_.text("name");
    if (!name) root_.refuse_missing("name", "what logs and releases call it");
    job_.name = *name;
    check_name(root_.setting(), job_.name);
  }

  void read_input() {
    auto input = root_.table("input", "[input]");
    if (!input) root_.refuse_missing("[input]", "files to read");
    const auto patterns = input->texts("files");
    if (!patterns || patterns->empty()) input->refuse_missing("files", "paths or patterns such as \"links/*.tsv.gz\"");
    for (const std::string& pattern : *patterns) {
      if (pattern == "-") refuse(input->setting(), "files, which can be read again", "standard input");
      job_.inputs.push_back(resolved(pattern));
    }
    const std::vector<std::string> formats = input_formats();
    if (const auto format = input->choice("format", formats)) job_.build.format = *format;
    if (const auto strict = input->flag("strict")) job_.build.strict = *strict;
    if (const auto share = input->number("quarantine_threshold", 0, 1)) job_.quarantine_threshold = *share;
    input->finish();
  }

  void read_fold() {
    auto fold = root_.table("fold", "[fold]");
    if (!fold) return;
    FoldOptions& options = job_.build.fold;
    const std::vector<std::string> levels = {"page", "host", "domain"};
    const std::vector<std::string> sections = {"private", "icann"};
    if (const auto level = fold->choice("level", levels)) options.level = fold_level_from_string(*level);
    if (const auto path = fold->text("psl")) options.psl_path = resolved(*path);
    if (const auto section = fold->choice("psl_section", sections)) {
      options.psl_section = *section == "icann" ? PslSection::icann_only : PslSection::with_private;
    }
    if (const auto path = fold->text("overrides")) options.overrides_path = resolved(*path);
    if (const auto strip = fold->flag("strip_www")) options.strip_www = *strip;
    std::vector<std::string> encodings_known;
    for (const Encoding& encoding : encodings()) encodings_known.emplace_back(encoding.name);
    if (const auto encoding = fold->choice("encoding", encodings_known)) job_.encoding = *encoding;
    fold->finish();
  }

  void read_scores() {
    const Setting* const list = root_.find("scores");
    const auto* elements = list == nullptr ? nullptr : std::get_if<SettingList>(&list->value);
    if (list != nullptr && elements == nullptr)
      refuse(*list, "[[scores]], one for each table", std::string(kind_of(*list)));
    if (elements == nullptr || elements->empty())
      root_.refuse_missing("[[scores]]", "at least one, with its algorithm");
    for (const Setting& element : *elements) read_one_score(element);
  }

  void read_one_score(const Setting& element) {
    SettingsReader reader(element, "[[scores]]");
    std::vector<std::string> names;
    for (const Algorithm& algorithm : algorithms()) names.push_back(algorithm.name);
    const auto algorithm = reader.choice("algorithm", names);
    if (!algorithm) reader.refuse_missing("algorithm", fmt::format("one of {}", fmt::join(names, ", ")));
    ScoresJob scores{reader.text("name").value_or(*algorithm), *algorithm, {}, {}};
    check_name(element, scores.name);
    for (const ScoresJob& other : job_.scores) {
      if (other.name == scores.name) refuse(element, "a name that no other table has", orbweb::in_quotes(scores.name));
    }
    if (auto options = reader.table("options", "[scores.options]")) {
      read_score_options(*options, find_algorithm(*algorithm), folder_, scores);
    }
    reader.finish();
    job_.scores.push_back(std::move(scores));
  }

  void read_release() {
    auto release = root_.table("release", "[release]");
    job_.releases = resolved("releases");
    if (!release) return;
    if (const auto folder = release->text("folder")) job_.releases = resolved(*folder);
    if (const auto formats = release->texts("formats")) read_formats(release->setting(), *formats);
    if (const auto report = release->flag("report")) job_.report = *report;
    if (const auto publish = release->flag("publish_unconverged")) job_.publish_unconverged = *publish;
    if (const auto warm = release->flag("warm_start")) job_.warm_start = *warm;
    if (const auto share = release->number("most_nodes_lost", 0, 1)) job_.most_nodes_lost = *share;
    if (const auto count = release->integer("keep_count", 1, kMostKept)) {
      job_.retention.keep_count = static_cast<std::uint64_t>(*count);
    }
    if (const auto days = release->number("keep_days", 0, kInfinity)) job_.retention.keep_days = *days;
    if (const auto count = release->integer("keep_webs", 0, kMostKept)) {
      job_.retention.keep_webs = static_cast<std::uint64_t>(*count);
    }
    release->finish();
  }

  void read_formats(const Setting& where, const std::vector<std::string>& formats) {
    const std::vector<std::string> known = table_formats();
    std::set<std::string> seen;
    for (const std::string& format : formats) {
      if (std::find(known.begin(), known.end(), format) == known.end() || !seen.insert(format).second) {
        refuse(where, fmt::format("formats, each once, of {}", fmt::join(known, ", ")), orbweb::in_quotes(format));
      }
      if (!has_column_files() && column_format_of("table." + format)) {
        refuse(where, "formats that this orbweb can write: it was built without Apache Arrow",
               orbweb::in_quotes(format));
      }
    }
    if (formats.empty()) refuse(where, "at least one of formats", "none");
    job_.formats = formats;
  }

  void read_export() {
    auto exports = root_.table("export", "[export]");
    if (!exports) return;
    if (auto postgres = exports->table("postgres", "[export.postgres]")) read_postgres(*postgres);
    exports->finish();
  }

  void read_postgres(SettingsReader& reader) {
    PostgresTarget target;
    if (const auto connection = reader.text("connection")) target.connection = *connection;
    try {
      check_postgres_connection(target.connection);
    } catch (const ArgumentError& error) {
      refuse(reader.setting(), "connection as libpq takes it, without a password", error.what());
    }
    if (const auto schema = reader.text("schema")) target.schema = *schema;
    if (const auto count = reader.integer("keep_releases", 0, kMostKept)) {
      target.keep_releases = static_cast<std::uint64_t>(*count);
    }
    if (const auto seconds = reader.number("patience", 0, kMostSeconds)) {
      target.patience = std::chrono::milliseconds(static_cast<std::int64_t>(*seconds * 1000));
    }
    check_views(reader.setting());
    reader.finish();
    job_.postgres = std::move(target);
  }

  /// Each table has a view of its own, under a name that PostgreSQL does not cut.
  void check_views(const Setting& where) const {
    std::map<std::string, std::string> tables;
    for (const ScoresJob& scores : job_.scores) {
      const std::string view = postgres_view_name(scores.name);
      if (view.size() > kMostPostgresViewName) {
        refuse(where, fmt::format("tables with names of at most {} letters", kMostPostgresViewName),
               orbweb::in_quotes(scores.name));
      }
      const auto [other, is_new] = tables.emplace(view, scores.name);
      if (is_new) continue;
      refuse(where, "tables with views of their own",
             fmt::format("{} and {}, both shown as {}", orbweb::in_quotes(other->second),
                         orbweb::in_quotes(scores.name), view));
    }
  }

  void read_limits() {
    auto limits = root_.table("limits", "[limits]");
    if (!limits) return;
    if (const auto memory = limits->text("memory")) {
      try {
        job_.build.memory_limit = parse_size(*memory);
      } catch (const ArgumentError& error) {
        refuse(limits->setting(), "memory as 512M or 1.5GiB", error.what());
      }
    }
    if (const auto threads = limits->integer("threads", 0, kMostThreads)) job_.threads = static_cast<int>(*threads);
    limits->finish();
  }

  void read_operation() {
    auto operation = root_.table("operation", "[operation]");
    if (!operation) return;
    if (const auto path = operation->text("metrics")) job_.metrics = resolved(*path);
    if (const auto command = operation->texts("notify_command")) job_.notify_command = *command;
    operation->finish();
  }

  SettingsReader root_;
  fs::path folder_;
  Job job_;
};

}  // namespace

std::vector<std::string> table_formats() {
  return {"tsv", "tsv.gz", "tsv.zst", "csv", "csv.gz", "csv.zst", "parquet", "arrow"};
}

Job read_job(const fs::path& path, const JobOverrides& overrides, FileSystem& files) {
  const std::vector<char> text = read_whole_file(files, path, kMaxJobBytes);
  Setting root = parse_settings({text.data(), text.size()}, path.string());
  for (const std::string& assignment : overrides.settings) override_setting(root, assignment);
  Job job = JobReader(root, parent_folder(path)).read();
  job.text.assign(text.begin(), text.end());
  job.settings = settings_json(root);
  if (!overrides.releases.empty()) job.releases = overrides.releases;
  return job;
}

}  // namespace orbweb
