// orbweb rank: scores of a web by one algorithm.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>

#include "algos/personalized_pagerank.h"
#include "algos/table.h"
#include "cli/algorithm_options.h"
#include "cli/checkpoint_folder.h"
#include "cli/node_selection.h"
#include "cli/rank_plan.h"
#include "cli/score_view.h"
#include "cli/verb.h"
#include "exports/convert.h"
#include "exports/score_table.h"
#include "graph/files.h"
#include "graph/kernels/simd_target.h"
#include "graph/number_text.h"
#include "graph/parallel.h"
#include "graph/store.h"
#include "loaders/topics.h"

namespace orbweb {
namespace {

struct RankCommand {
  std::filesystem::path web;
  std::string algorithm;
  AlgorithmOptions options;
  NodeSelection selection;
  std::filesystem::path topics;
  std::filesystem::path output;
  CheckpointFolder checkpoint;
  std::uint64_t count = 10;
  std::uint64_t memory = 0;
  int threads = 0;
  bool dry_run = false;
  bool force = false;
  bool json = false;

  bool to_file() const { return !output.empty() && output != kStandardOutput; }
};

/// Scores and how they were made.
struct Run {
  Scores scores;
  double seconds = 0;
  int threads = 0;
};

const Algorithm& algorithm_of(const RankCommand& command) {
  const auto is_algorithm = [](std::string_view name) {
    return std::any_of(algorithms().begin(), algorithms().end(),
                       [&](const Algorithm& row) { return row.name == name; });
  };
  if (is_algorithm(command.web.string()) && !is_algorithm(command.algorithm)) {
    throw HintedError(fmt::format("{} is an algorithm, and stands where the web should", command.web.string()),
                      fmt::format("`orbweb rank {} {}`", command.algorithm, command.web.string()));
  }
  return find_algorithm(command.algorithm);
}

/// Everything that can be refused before the work.
void check(const RankCommand& command, const Algorithm& algorithm) {
  command.options.check(algorithm);
  if (!command.topics.empty() && algorithm.name != "pagerank") {
    throw HintedError(fmt::format("{} has no option --topics", algorithm.name), "topics are columns of pagerank");
  }
  if (command.output == kStandardOutput && command.json) {
    throw HintedError("--json and -o - both want standard output", "write the scores to a file with -o");
  }
  command.checkpoint.check();
  if (command.checkpoint.is_wanted() && !algorithm.keeps_state) {
    throw HintedError(fmt::format("{} has no state to keep", algorithm.name), "leave --checkpoint out");
  }
  if (!command.to_file()) return;
  check_score_table_path(command.output);
  check_folder_of(command.output);
  check_can_write_score_table(command.output, command.force);
}

void set_web_hint(Session& session) {
  session.set_hint("bad-data", [] { return "`orbweb verify WEB` tells whether the web is sound"; });
}

void set_output_hint(const RankCommand& command, Session& session) {
  session.set_hint("cannot-create", [output = command.output] {
    const std::filesystem::path facts = output.string() + ".json";
    const bool facts_are_in_the_way = !real_file_system().exists(output) && real_file_system().exists(facts);
    return create_hint(facts_are_in_the_way ? facts : output);
  });
}

/// The solver's target, for the progress line; 0 where the algorithm has none.
double target_bound(const Algorithm& algorithm, const OptionValues& given) {
  if (const auto value = given.find("tol"); value != given.end()) return std::get<double>(value->second);
  for (const OptionSpec& spec : algorithm.options) {
    if (spec.name == "tol") return std::get<double>(spec.default_value);
  }
  return 0;
}

Json plan_json(const RankCommand& command, const Algorithm& algorithm, const Web& web, const OptionValues& values,
               std::size_t topics) {
  return with_threads(command.threads, [&] {
    const RankGrant granted{command.memory, command.checkpoint.is_wanted()};
    return rank_plan_json(algorithm, web, algorithm.plan(web, values, granted), granted, topics);
  });
}

Run compute(RankCommand& command, const Algorithm& algorithm, const Web& web, Session& session) {
  session.set_hint("bad-data", [] { return "mend the file that an option named"; });
  const OptionValues values = command.options.values(algorithm, web);
  const std::vector<Topic> topics = command.topics.empty() ? std::vector<Topic>() : read_topics(command.topics, web);
  if (command.memory > 0) check_fits(plan_json(command, algorithm, web, values, topics.size()));
  const auto checkpoint = command.checkpoint.open(work_context(algorithm, values, web), command.force, session);
  set_output_hint(command, session);
  set_web_hint(session);
  return with_threads(command.threads, [&] {
    const auto start = std::chrono::steady_clock::now();
    Control control = session.control(target_bound(algorithm, values));
    control.checkpoint = checkpoint;
    control.memory = command.memory;
    Run run{algorithm.run(web, values, control)};
    if (!topics.empty()) add_topics(run.scores, web, values, topics, control);
    run.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    run.threads = num_threads();
    for (auto& [name, vector] : run.scores.vectors) vector.file = command.options.file_of(name).filename().string();
    return run;
  });
}

Json warm_start_json(const RankCommand& command, const SolverReport& solver) {
  if (solver.warm_nodes == 0) return {};
  return {{"file", command.options.file_of("warm-start").string()}, {"nodes", solver.warm_nodes}};
}

Json run_json(const RankCommand& command, const Web& web, const Run& run) {
  const Convergence& convergence = run.scores.convergence;
  return {{"algorithm", run.scores.algorithm},
          {"definition", run.scores.definition},
          {"nodes", web.num_nodes()},
          {"arcs", web.num_arcs()},
          {"iterations", convergence.iterations},
          {"residual_l1", convergence.residual_l1},
          {"error_bound_l1", convergence.error_bound_l1},
          {"seconds", run.seconds},
          {"seconds_per_iteration", convergence.iterations > 0 ? run.seconds / convergence.iterations : run.seconds},
          {"solver", run.scores.solver.solver},
          {"solver_reason", run.scores.solver.reason},
          {"warm_start", warm_start_json(command, run.scores.solver)},
          {"layout_seconds", run.scores.solver.layout_seconds},
          {"layout_bytes", run.scores.solver.layout_bytes},
          {"layout_kept", run.scores.solver.layout_was_kept},
          {"slices", run.scores.solver.slices > 0 ? Json(run.scores.solver.slices) : Json()},
          {"threads", run.threads},
          {"simd_target", simd_target()},
          {"converged", convergence.converged},
          {"obstacle", convergence.obstacle.empty() ? Json() : Json(convergence.obstacle)},
          {"certified_top", run.scores.certified_top},
          {"facts", run.scores.facts},
          {"parameters", parameters_json(run.scores)},
          {"web", run.scores.web_fingerprint},
          {"scores", command.to_file() ? Json(command.output.string()) : Json()}};
}

/// What is known of the scores' error; empty where no bound is claimed.
std::string error_text(const Scores& scores) {
  const double bound = scores.convergence.error_bound_l1;
  if (std::isnan(bound)) return "";
  if (bound == 0) return ", exact";
  return fmt::format(", error at most {:.1e}, first {} ranks proven", bound, grouped(scores.certified_top));
}

/// "; core 112,023, effective diameter 9.1": as many as a line holds, all are in --json.
std::string facts_text(const Scores& scores) {
  constexpr std::size_t kMost = 8;
  std::string text;
  std::size_t shown = 0;
  for (const auto& [name, value] : scores.facts) {
    if (shown++ == kMost) break;
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    text += fmt::format("{} {} {}", text.empty() ? ";" : ",", words, number_text(value));
  }
  return text;
}

std::string summary_text(const RankCommand& command, const Run& run) {
  const Scores& scores = run.scores;
  return fmt::format("{}: {} of {} nodes in {} and {} iterations{}{}",
                     command.to_file() ? command.output.string() : "scores", scores.definition,
                     grouped(scores.score.size()), seconds_text(run.seconds), scores.convergence.iterations,
                     error_text(scores), facts_text(scores));
}

void write(const RankCommand& command, const Web& web, const Run& run, Session& session) {
  if (command.to_file()) {
    write_score_table(run.scores, web, command.output, command.force);
  } else if (command.output == kStandardOutput) {
    session.print(score_table_text(run.scores, web, '\t'));
  } else if (!command.json) {
    session.print(scores_text(run.scores, web, top_nodes(run.scores.score, command.count), session.out_width()));
  }
}

/// Why the scores are not what was asked for, and how far off they may be.
std::string shortfall_text(const Convergence& convergence) {
  const double bound = convergence.error_bound_l1;
  if (!convergence.obstacle.empty()) return ": " + convergence.obstacle;
  return std::isnan(bound) ? "" : fmt::format(": the error may still be {:.1e}", bound);
}

std::string way_on(const RankCommand& command, const Convergence& convergence) {
  if (!convergence.obstacle.empty()) return "take part of the web, or another measure";
  std::string resume = command.checkpoint.how_to_go_on();
  if (!resume.empty()) return resume;
  return std::isnan(convergence.error_bound_l1) ? "raise --max-iterations"
                                                : "raise --max-iterations, or --tol if that error will do";
}

ExitCode report(const RankCommand& command, const Web& web, const Run& run, Session& session) {
  Json json = run_json(command, web, run);
  session.summary(summary_text(command, run), json);
  if (command.json) {
    json["top"] = scores_json(run.scores, web, top_nodes(run.scores.score, command.count));
    session.print_json(json);
  }
  if (run.scores.convergence.converged) return ExitCode::done;
  session.warning(fmt::format("not converged{}{}", shortfall_text(run.scores.convergence),
                              command.to_file() ? "; the scores are written and say so" : ""),
                  way_on(command, run.scores.convergence));
  return ExitCode::not_converged;
}

void set_hints(const RankCommand& command, Session& session) {
  set_output_hint(command, session);
  session.set_hint("usage", [] { return "`orbweb rank WEB ALGORITHM --help` shows an algorithm's options"; });
  session.set_hint("limit", [] { return "--dry-run says what is needed; raise --memory, or rank part of the web"; });
  set_web_hint(session);
}

/// Arcs that the algorithm itself does not know how to leave out are left out before it sees the web.
bool filters_followed(const RankCommand& command, const Algorithm& algorithm) {
  return command.options.was_given("followed") && algorithm.find_option("followed") == nullptr;
}

/// The web that `orbweb convert` would write with the same choice, held in memory; the web itself where all is chosen.
Web open_part(const RankCommand& command, const Algorithm& algorithm, Session& session) {
  Web web = open_web(command.web, session.open_options());
  ConvertSteps steps;
  steps.followed_only = filters_followed(command, algorithm);
  if (command.selection.is_all() && !steps.followed_only) return web;
  session.set_hint("bad-data", [] { return "mend the file that --nodes, --and or --not names"; });
  steps.nodes = selected_nodes(command.selection, web, session);
  set_web_hint(session);
  return with_threads(command.threads, [&] { return transformed(web, steps, 0, session.control()).web; });
}

ExitCode print_plan(RankCommand& command, const Algorithm& algorithm, const Web& web, Session& session) {
  const OptionValues values = command.options.values(algorithm, web);
  const std::size_t topics = command.topics.empty() ? 0 : read_topics(command.topics, web).size();
  const Json json = plan_json(command, algorithm, web, values, topics);
  if (command.json) {
    session.print_json(json);
  } else {
    session.print(rank_plan_text(json));
  }
  return ExitCode::done;
}

ExitCode run(RankCommand& command, Session& session) {
  set_hints(command, session);
  const Algorithm& algorithm = algorithm_of(command);
  check(command, algorithm);
  const Web web = open_part(command, algorithm, session);
  session.set_hint("usage", [fold = std::string(to_string(web.provenance().fold))] {
    return fmt::format("this web's fold is {}; `orbweb rank WEB ALGORITHM --help` shows an algorithm's options", fold);
  });
  if (command.dry_run) return print_plan(command, algorithm, web, session);
  const Run result = compute(command, algorithm, web, session);
  write(command, web, result, session);
  if (result.scores.convergence.converged) command.checkpoint.remove();
  return report(command, web, result, session);
}

void add_options(Verbs& verbs, CLI::App* verb, RankCommand& command) {
  add_web(verbs, verb, command.web);
  CLI::Option* const algorithm =
      verb->add_option("ALGORITHM", command.algorithm,
                       "One of the list below; named before --help, its own options are shown")
          ->required()
          ->option_text(" ");
  verbs.suggest_words(algorithm, algorithm_names());
  verb->footer([algorithm] {  // stands before the examples
    return algorithms_help(algorithm->results().empty() ? "" : algorithm->results().front());
  });
  add_path(verbs, verb, "-o,--output", command.output,
           with_default("Table to write: .tsv or .csv, also .gz or .zst behind it, .parquet or .arrow; - prints TSV",
                        "print the first rows"));
  add_path(verbs, verb, "--topics", command.topics,
           with_default("Adds a column per topic to pagerank: PageRank from its nodes, by lines \"NAME TAB TOPIC [TAB "
                        "VALUE]\"",
                        "none"));
  add_node_selection(verbs, verb, command.selection);
  command.checkpoint.add_to(verbs, verb);
  add_count(verb, command.count, "Rows that are shown without -o, and listed by --json");
  add_memory(verb, command.memory,
             "Most memory to take beside the web's mapped files: what needs more is refused, but for registers of "
             "harmonic, closeness and lin, which then lie on disk, in $TMPDIR or else /var/tmp",
             "the machine's, which only these three keep to");
  add_threads(verb, command.threads);
  verb->add_flag("--dry-run", command.dry_run, "Say what a run would do and need; compute nothing");
  add_force_flag(verb, command.force);
  add_json_flag(verb, command.json);
  command.options.add_to(verbs, verb);
  command.options.see_to("followed");
}

}  // namespace

void add_rank(Verbs& verbs) {
  const auto command = std::make_shared<RankCommand>();
  CLI::App* const verb = verbs.add(
      "rank", "Compute scores",
      {"orbweb rank my.web domain-rating -o dr.tsv.gz", "orbweb rank my.web pagerank --alpha 0.9 --followed -n 20",
       "orbweb rank my.web pagerank --preference seeds.tsv --json", "orbweb rank my.web harmonic --under example.com"});
  add_options(verbs, verb, *command);
  verbs.on_chosen(verb, [command, &verbs] { return run(*command, verbs.session()); });
}

}  // namespace orbweb
