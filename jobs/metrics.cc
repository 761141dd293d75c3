#include "jobs/metrics.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "graph/error.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kMaxBytes = std::uint64_t{1} << 20;
constexpr std::string_view kLastSuccess = "orbweb_job_last_success_timestamp_seconds";

/// Lines of one family: names of jobs and tables are letters, digits, - _ and . (jobs/job.cc), safe between quotes.
class Exposition {
 public:
  explicit Exposition(std::string job) : job_(std::move(job)) {}

  void family(std::string_view name, std::string_view help) {
    name_ = name;
    text_ += fmt::format("# HELP {} {}\n# TYPE {} gauge\n", name, help, name);
  }
  void sample(double value, std::string_view more = "") {
    text_ += fmt::format("{}{{job=\"{}\"{}}} {}\n", name_, job_, more,
                         std::isfinite(value) ? fmt::format("{}", value) : "NaN");
  }
  void one(std::string_view name, std::string_view help, double value) {
    family(name, help);
    sample(value);
  }
  const std::string& text() const { return text_; }

 private:
  std::string job_;
  std::string name_;
  std::string text_;
};

/// What an earlier run wrote; 0 where there is nothing.
double last_success_in(const std::filesystem::path& path, FileSystem& files) {
  if (!files.exists(path)) return 0;
  const std::vector<char> bytes = read_whole_file(files, path, kMaxBytes);
  const std::string_view text(bytes.data(), bytes.size());
  const std::size_t line = text.find("\n" + std::string(kLastSuccess) + "{");
  const std::size_t space = line == std::string_view::npos ? line : text.find("} ", line);
  if (space == std::string_view::npos) return 0;
  double seconds = 0;
  std::from_chars(text.data() + space + 2, text.data() + text.size(), seconds);
  return seconds;
}

void add_result(const JobResult& result, Exposition& metrics) {
  metrics.one("orbweb_web_nodes", "Nodes of the web.", static_cast<double>(result.nodes));
  metrics.one("orbweb_web_arcs", "Arcs of the web.", static_cast<double>(result.arcs));
  metrics.one("orbweb_input_bytes", "Size of all inputs.", static_cast<double>(result.input_bytes));
  metrics.one("orbweb_input_lines_refused", "Lines that could not be links, where the web was built.",
              static_cast<double>(result.load.num_rejected()));
  metrics.family("orbweb_stage_duration_seconds", "Time that a stage took.");
  for (const auto& [stage, seconds] : result.seconds) metrics.sample(seconds, fmt::format(",stage=\"{}\"", stage));
  if (result.tables.empty()) return;
  const auto of_tables = [&](std::string_view name, std::string_view help, auto&& value_of) {
    metrics.family(name, help);
    for (const TableResult& table : result.tables) {
      metrics.sample(value_of(table), fmt::format(",table=\"{}\"", table.name));
    }
  };
  of_tables("orbweb_scores_iterations", "Iterations of the solver.",
            [](const auto& t) { return double{1} * t.iterations; });
  of_tables("orbweb_scores_residual_l1", "L1 norm of the last step.", [](const auto& t) { return t.residual_l1; });
  of_tables("orbweb_scores_error_bound_l1", "Certified L1 error.", [](const auto& t) { return t.error_bound_l1; });
}

}  // namespace

void write_metrics(const Job& job, const JobEnd& end, FileSystem& files) {
  Exposition metrics(job.name);
  const auto now = static_cast<double>(end.seconds_since_1970);
  metrics.one("orbweb_job_last_run_timestamp_seconds", "When the last run ended.", now);
  metrics.one(kLastSuccess, "When a run last ended with 0.",
              end.exit_code == 0 ? now : last_success_in(job.metrics, files));
  metrics.one("orbweb_job_last_exit_code", "Exit code of the last run.", end.exit_code);
  metrics.one("orbweb_job_duration_seconds", "Time that the last run took.", end.seconds_taken);
  if (end.result != nullptr) add_result(*end.result, metrics);
  write_file_atomically(files, job.metrics, metrics.text(), true);
}

}  // namespace orbweb
