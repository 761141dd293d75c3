// orbweb build: from lists of links or graph files to a web on disk.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <charconv>
#include <chrono>
#include <memory>

#include "cli/verb.h"
#include "graph/encoding.h"
#include "graph/files.h"
#include "graph/number_text.h"
#include "graph/parallel.h"
#include "graph/size_text.h"
#include "graph/store.h"
#include "loaders/link_separator.h"
#include "loaders/open.h"

namespace orbweb {
namespace {

struct BuildCommand {
  std::vector<std::string> inputs;
  std::filesystem::path output;
  BuildOptions options;
  std::string encoding = std::string(encodings().front().name);
  double quarantine_threshold = 0.01;  // share of lines
  int threads = 0;
  bool rank_layout = false;
  bool dry_run = false;
  bool force = false;
  bool json = false;
};

std::string_view psl_section_name(PslSection section) {
  return section == PslSection::with_private ? "private" : "icann";
}

void add_fold_options(Verbs& verbs, CLI::App* verb, FoldOptions& fold) {
  CLI::Option* const level = verb->add_option_function<std::string>(
      "--fold", [&fold](const std::string& text) { fold.level = fold_level_from_string(text); },
      with_default("What a node is", std::string(to_string(fold.level))));
  level->option_text("page|host|domain");
  verbs.offer_words(level, {"page", "host", "domain"});
  add_path(verbs, verb, "--psl", fold.psl_path, with_default("Public suffix list", "the system's"));
  CLI::Option* const section = verb->add_option_function<std::string>(
      "--psl-section",
      [&fold](const std::string& text) {
        fold.psl_section = text == "icann" ? PslSection::icann_only : PslSection::with_private;
      },
      with_default("With the list's private section, or ICANN's alone",
                   std::string(psl_section_name(fold.psl_section))));
  section->option_text("private|icann");
  verbs.offer_words(section, {"private", "icann"});
  add_path(verbs, verb, "--overrides", fold.overrides_path,
           with_default("File of \"HOST DOMAIN\" lines that win over the list", "none"));
  verb->add_flag("--strip-www", fold.strip_www, "At host level, take www.example.com for example.com");
}

std::string share_problem(const std::string& text) {
  double share = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), share);
  const bool is_share = error == std::errc() && end == text.data() + text.size() && share >= 0 && share <= 1;
  return is_share ? "" : "expected a share from 0 to 1, found " + orbweb::in_quotes(text);
}

void add_options(Verbs& verbs, CLI::App* verb, BuildCommand& command) {
  verbs.offer_files(verb->add_option("INPUT", command.inputs,
                                     "Lists of links or graphs, plain or compressed, or folders of Parquet or Arrow "
                                     "files; - is standard input")
                        ->option_text("...")
                        ->required());
  add_path(verbs, verb, "-o,--output", command.output, "The web to make, a folder; required")->required();
  CLI::Option* const format =
      verb->add_option("--format", command.options.format,
                       with_default(fmt::format("The inputs' format, auto by extension and content; known are {}",
                                                fmt::join(input_formats(), ", ")),
                                    command.options.format));
  format->option_text("NAME");
  verbs.offer_words(format, input_formats());
  add_fold_options(verbs, verb, command.options.fold);
  verb->add_flag("--strict", command.options.strict, "Stop at the first line that is not a link");
  verb->add_option("--quarantine-threshold", command.quarantine_threshold,
                   with_default("Exit with 3 where a larger share of lines is refused",
                                number_text(command.quarantine_threshold)))
      ->option_text("SHARE")
      ->check(share_problem, "");
  add_memory(verb, command.options.memory_limit, "Most memory to use, such as 512M or 1.5GiB",
             "the memory of this machine");
  add_encoding(verbs, verb, command.encoding);
  add_rank_layout(verb, command.rank_layout);
  add_threads(verb, command.threads);
  verb->add_flag("--dry-run", command.dry_run, "Say what a build would need; write nothing");
  add_force_flag(verb, command.force);
  add_json_flag(verb, command.json);
}

std::string lines_text(std::uint64_t lines, bool of_rows) {
  return fmt::format("{} {}{}", grouped(lines), of_rows ? "row" : "line", lines == 1 ? "" : "s");
}

Json plan_json(const BuildCommand& command, const BuildPlan& plan) {
  return {{"web", command.output.string()},
          {"dry_run", true},
          {"format", plan.format},
          {"fold", to_string(plan.folds ? command.options.fold.level : FoldLevel::none)},
          {"names", plan.has_names},
          {"input_bytes", plan.input_bytes},
          {"estimated_lines", plan.estimated_lines},
          {"estimated_links", plan.estimated_links},
          {"estimated_memory", plan.estimated_memory},
          {"estimated_disk", plan.estimated_disk},
          {"temporary_bytes", plan.temporary_bytes},
          {"memory_limit", plan.memory_limit},
          {"fits", plan.fits()}};
}

std::string plan_text(const BuildCommand& command, const BuildPlan& plan) {
  const std::string_view owner = command.options.memory_limit > 0 ? "granted by --memory" : "of this machine";
  const std::string nodes = plan.folds       ? fmt::format("{}s", to_string(command.options.fold.level))
                            : plan.has_names ? "named"
                                             : "numbered";
  return fmt::format("would build {}\n", command.output.string()) + fmt::format("  format  {}\n", plan.format) +
         fmt::format("  nodes   {}\n", nodes) + fmt::format("  input   {}\n", size_text(plan.input_bytes)) +
         fmt::format("  links   about {} in {}\n", grouped(plan.estimated_links),
                     lines_text(plan.estimated_lines, plan.of_rows)) +
         fmt::format("  memory  about {}\n", size_text(plan.estimated_memory)) +
         fmt::format("  disk    about {}, and {} while it builds\n", size_text(plan.estimated_disk),
                     size_text(plan.temporary_bytes)) +
         fmt::format("{} into the {} {}\n", plan.fits() ? "fits" : "does not fit", size_text(plan.memory_limit), owner);
}

ExitCode print_plan(const BuildCommand& command, FileSystem& files, Session& session) {
  const BuildPlan plan = plan_build({command.inputs.begin(), command.inputs.end()}, command.options, files);
  if (command.json) {
    session.print_json(plan_json(command, plan));
  } else {
    session.print(plan_text(command, plan));
  }
  return ExitCode::done;
}

double rejected_share(const LoadReport& report) {
  return report.lines == 0 ? 0 : static_cast<double>(report.num_rejected()) / static_cast<double>(report.lines);
}

Json rejected_json(const LoadReport& report) {
  Json by_reason = Json::object();
  for (int i = 1; i < kNumRejections; ++i) {
    const std::uint64_t count = report.rejected[static_cast<std::size_t>(i)];
    if (count > 0) by_reason[std::string(to_string(static_cast<Rejection>(i)))] = count;
  }
  Json examples = Json::array();
  for (const RejectedLine& line : report.examples) {
    examples.push_back({{"path", line.path}, {report.of_rows ? "row" : "line", line.line}});
    if (!report.of_rows) examples.back()["separator"] = std::string(1, line.separator);
    examples.back()["reason"] = to_string(line.reason);
    examples.back()["text"] = line.text;
  }
  return {{"lines", report.num_rejected()},
          {"share", rejected_share(report)},
          {"by_reason", std::move(by_reason)},
          {"examples", std::move(examples)}};
}

Json result_json(const BuildCommand& command, const BuildResult& result, double seconds) {
  const LoadReport& report = result.report;
  return {{"web", command.output.string()},
          {"nodes", result.web.num_nodes()},
          {"arcs", result.web.num_arcs()},
          {"links", report.links},
          {"lines", report.link_lines()},
          {"bytes_read", report.bytes},
          {"fold", to_string(result.web.provenance().fold)},
          {"names", result.web.has_names()},
          {"rejected", rejected_json(report)},
          {"quarantined", rejected_share(report) > command.quarantine_threshold},
          {"encoding", result.web.successors().encoding()},
          {"fingerprint", result.web.fingerprint()},
          {"temporary_bytes", result.stats.temporary_bytes},
          {"sorted_runs", result.stats.name_runs + result.stats.successor_runs + result.stats.predecessor_runs},
          {"seconds", seconds}};
}

void report_rejected(const LoadReport& report, Session& session) {
  for (int i = 1; i < kNumRejections; ++i) {
    const std::uint64_t count = report.rejected[static_cast<std::size_t>(i)];
    if (count == 0) continue;
    const auto reason = static_cast<Rejection>(i);
    std::string text = fmt::format("refused {}: {}", lines_text(count, report.of_rows), to_string(reason));
    std::string_view separator = ", such as ";
    for (const RejectedLine& line : report.examples) {
      if (line.reason != reason) continue;
      text += separator;
      text += report.of_rows ? fmt::format("{}: row {} {}", line.path, line.line, line.text)
                             : fmt::format("{}:{} {} (split at {})", line.path, line.line, line.text,
                                           separator_name(line.separator));
      separator = "; ";
    }
    session.warning(text);
  }
}

ExitCode report_result(const BuildCommand& command, const BuildResult& result, double seconds, Session& session) {
  const LoadReport& report = result.report;
  const Json json = result_json(command, result, seconds);
  report_rejected(report, session);
  session.summary(fmt::format("{}: {} nodes, {} arcs from {} links in {}, built in {}", command.output.string(),
                              grouped(result.web.num_nodes()), grouped(result.web.num_arcs()), grouped(report.links),
                              lines_text(report.link_lines(), report.of_rows), seconds_text(seconds)),
                  json);
  if (command.json) session.print_json(json);
  if (!(rejected_share(report) > command.quarantine_threshold)) return ExitCode::done;
  session.warning(fmt::format("the web is written, but {} of the {} are no links, above the threshold of {}",
                              share_text(rejected_share(report)), report.of_rows ? "rows" : "lines",
                              share_text(command.quarantine_threshold)),
                  "check the input and --format, or allow more with --quarantine-threshold");
  return ExitCode::quarantine;
}

void set_hints(const BuildCommand& command, Session& session) {
  session.set_hint("cannot-create", [output = command.output] { return create_hint(output); });
  session.set_hint("bad-data", [] { return "nothing was written; see `orbweb build --help` for --format"; });
  session.set_hint("limit",
                   [] { return "--dry-run says what is needed; raise --memory, or fold to hosts or domains"; });
}

ExitCode run(const BuildCommand& command, Session& session) {
  set_hints(command, session);
  SaveOptions save{.overwrite = command.force, .encoding = command.encoding};
  if (command.rank_layout) save.derive = rank_layouts_or_warning(command.options.memory_limit, session);
  check_folder_of(command.output);
  check_can_save(command.output, save);
  const std::unique_ptr<FileSystem> files = file_system_until(session.stop());
  if (command.dry_run) return print_plan(command, *files, session);
  const auto start = std::chrono::steady_clock::now();
  BuildResult result = with_threads(command.threads, [&] {
    WebWriter writer(command.output, save, *files);
    return build_web_into(writer, {command.inputs.begin(), command.inputs.end()}, command.options, session.control(),
                          *files);
  });
  result.web = open_web(command.output);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report_result(command, result, seconds, session);
}

}  // namespace

void add_build(Verbs& verbs) {
  const auto command = std::make_shared<BuildCommand>();
  CLI::App* const verb = verbs.add("build", "Make a web from lists of links",
                                   {"orbweb build links.tsv.gz -o my.web --fold domain",
                                    "orbweb build part-*.tsv.zst -o big.web --fold host --memory 8G --threads 8",
                                    "orbweb build links.csv -o my.web --dry-run --json"});
  add_options(verbs, verb, *command);
  verbs.on_chosen(verb, [command, &verbs] { return run(*command, verbs.session()); });
}

}  // namespace orbweb
