// orbweb convert: a web into another web, or into the files that other programs read.
#include "exports/convert.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <memory>
#include <utility>

#include "cli/conversion_plan.h"
#include "cli/node_selection.h"
#include "cli/verb.h"
#include "exports/export_format.h"
#include "graph/error.h"
#include "graph/number_text.h"
#include "graph/parallel.h"
#include "graph/store.h"
#include "loaders/node_set.h"

namespace orbweb {
namespace {

struct ConvertCommand {
  std::filesystem::path web;
  NodeSelection selection;
  ConvertSteps steps;
  bool transpose = false;
  bool symmetrise = false;
  std::string format;  ///< empty: by the output's ending
  ConvertOptions options;
  std::vector<const CLI::Option*> bvgraph_options;
  int threads = 0;
  bool rank_layout = false;
  bool dry_run = false;
  bool json = false;
};

std::string format_name(const ConvertCommand& command) {
  if (command.options.output == "-") {
    throw HintedError("a web cannot be written to standard output: a conversion appears whole or not at all",
                      "name a file with -o, and read that");
  }
  if (!command.format.empty()) return command.format;
  if (std::string format = convert_format_of(command.options.output); !format.empty()) return format;
  throw HintedError(fmt::format("cannot tell the format of {} by its ending", command.options.output.string()),
                    "name it with --to; `orbweb convert --help` lists the formats");
}

std::vector<std::string> format_names() {
  std::vector<std::string> names = {std::string(kWebFormat)};
  for (const ExportFormat& format : export_formats()) names.emplace_back(format.name);
  return names;
}

/// Everything that can be refused before the work.
void check(const ConvertOptions& options) {
  check_folder_of(options.output);
  if (!options.names.empty()) check_folder_of(options.names);
  check_can_convert(options);
}

/// Options without effect, and words that are none.
void check_options(const ConvertCommand& command) {
  const std::string& order = command.steps.order;
  if (!is_node_order(order) && !real_file_system().exists(order)) {
    throw HintedError(fmt::format("--order: neither an order nor a file is called {}", in_quotes(order)),
                      fmt::format("orders are {}; a file names all nodes, one a line", fmt::join(kNodeOrders, ", ")));
  }
  for (const CLI::Option* const option : command.bvgraph_options) {
    if (option->count() == 0 || command.options.format == "bvgraph") continue;
    throw HintedError(
        fmt::format("{} is of the format bvgraph, and this is {}", option->get_name(), command.options.format),
        "leave it out, or write --to bvgraph");
  }
}

std::string names_hint(const std::filesystem::path& names) {
  return real_file_system().exists(names) ? "choose another --names, or --force to replace what `orbweb` wrote there"
                                          : "--names needs a folder that exists and may be written to";
}

/// The file of names may be what is in the way, also that which nobody asked for.
void set_create_hint(const ConvertOptions& options, Session& session) {
  session.set_hint("cannot-create", [options] {
    const std::filesystem::path lost = lost_names_path(options.output);
    const bool lost_in_the_way = real_file_system().exists(lost) && !real_file_system().exists(options.output);
    if (options.names.empty()) return lost_in_the_way ? names_hint(lost) : create_hint(options.output);
    try {
      check_folder_of(options.names);
      check_can_write_file(real_file_system(), options.names, options.overwrite);
      return create_hint(options.output);
    } catch (const CreateError&) {
      return names_hint(options.names);
    }
  });
}

void set_web_hint(Session& session) {
  session.set_hint("bad-data", [] { return "`orbweb verify WEB` tells whether the web is sound"; });
}

void complete_steps(ConvertCommand& command, const Web& web, Session& session) {
  ConvertSteps& steps = command.steps;
  session.set_hint("bad-data", [] { return "mend the file that --nodes, --and or --not names"; });
  steps.nodes = selected_nodes(command.selection, web, session);
  set_web_hint(session);
  if (!is_node_order(steps.order)) {
    steps.own_order = [path = steps.order, &session](const Web& chosen) {
      session.set_hint("bad-data", [] {
        return "an order names each node of the web that is left after the steps before it, one a line; --names writes "
               "such a file";
      });
      std::vector<NodeId> order = read_node_order(path, chosen);
      set_web_hint(session);
      return order;
    };
  }
  if (command.transpose) steps.direction = ArcDirection::transposed;
  if (command.symmetrise) steps.direction = ArcDirection::symmetrised;
}

/// Graph formats keep names of any kind, which lists of links are read back without.
void warn_of_names(const std::string& format, const Web& web, Session& session) {
  if (format != "links" || !web.has_names() || web.provenance().fold != FoldLevel::none) return;
  session.warning("the names of this web are of no fold: `orbweb build` takes those in links for URLs or hosts",
                  "graphml and gml keep names as they are");
}

ExitCode print_plan(ConvertCommand& command, Session& session) {
  const Web web = open_web(command.web, session.open_options());
  complete_steps(command, web, session);
  std::uint64_t bytes = 0;
  for (const StoredFile& file : stored_files(command.web)) bytes += file.bytes;
  const ConvertOptions& options = command.options;
  const ConversionPlan plan = plan_conversion(web, bytes, command.steps, options);
  if (command.json) {
    Json json = {{"output", options.output.string()}, {"dry_run", true}, {"format", options.format}};
    json.update(plan_json(plan));
    session.print_json(json);
  } else {
    session.print(fmt::format("would write {}\n  format  {}\n", options.output.string(), options.format) +
                  plan_text(plan));
  }
  return ExitCode::done;
}

ExitCode report(const ConvertCommand& command, const Converted& result, double seconds, Session& session) {
  const Json json = {{"output", command.options.output.string()},
                     {"format", command.options.format},
                     {"nodes", result.nodes},
                     {"arcs", result.arcs},
                     {"names", result.names.empty() ? Json() : Json(result.names.string())},
                     {"lost", result.lost},
                     {"fingerprint", result.fingerprint.empty() ? Json() : Json(result.fingerprint)},
                     {"seconds", seconds}};
  session.summary(
      fmt::format("{}: {} nodes, {} arcs in {}{}{}", command.options.output.string(), grouped(result.nodes),
                  grouped(result.arcs), seconds_text(seconds),
                  result.names.empty() ? "" : "; names in " + result.names.string(),
                  result.lost.empty() ? "" : fmt::format("; not in this format: {}", fmt::join(result.lost, ", "))),
      json);
  if (command.json) session.print_json(json);
  return ExitCode::done;
}

ExitCode run(ConvertCommand& command, Session& session) {
  ConvertOptions& options = command.options;
  set_create_hint(options, session);
  set_web_hint(session);
  options.format = format_name(command);
  check_options(command);
  if (command.rank_layout) options.derive = rank_layouts_or_warning(options.memory_limit, session);
  check(options);
  if (command.dry_run) return print_plan(command, session);
  const auto start = std::chrono::steady_clock::now();
  const Converted result = with_threads(command.threads, [&] {
    const Control control = session.control();
    const Web web = open_web(command.web, session.open_options());
    complete_steps(command, web, session);
    Converted converted = convert(web, command.steps, options, control);
    warn_of_names(options.format, web, session);
    return converted;
  });
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report(command, result, seconds, session);
}

std::string formats_help() {
  std::string text = "Formats (--to), told by the ending of PATH:\n";
  fmt::format_to(std::back_inserter(text), "  {:<21} {:<13} {}\n", kWebFormat, ".web, none", "a web");
  for (const ExportFormat& format : export_formats()) {
    fmt::format_to(std::back_inserter(text), "  {:<21} {:<13} {}\n", format.name,
                   fmt::format("{}", fmt::join(format.endings, ", ")), format.meaning);
  }
  return text + "All but web, bvgraph, npz, parquet and arrow may be compressed: .gz or .zst behind the ending.\n";
}

void add_steps(Verbs& verbs, CLI::App* verb, ConvertCommand& command) {
  add_node_selection(verbs, verb, command.selection);
  constexpr const char* kGroup = "Steps, in this order";
  verb->add_flag("--followed", command.steps.followed_only, "Only arcs with a followed link")->group(kGroup);
  verb->add_flag("--drop-self-loops", command.steps.drop_self_loops, "Without arcs from a node to itself")
      ->group(kGroup);
  CLI::Option* const weak = verb->add_flag("--largest-component", command.steps.largest_component,
                                           "Only the largest set of nodes that arcs connect, whatever their direction");
  CLI::Option* const strong = verb->add_flag("--largest-strong-component", command.steps.largest_strong_component,
                                             "Only the largest set of nodes that all reach each other");
  weak->group(kGroup)->option_text(" ");
  strong->group(kGroup)->excludes(weak)->option_text(" ");
  CLI::Option* const order =
      verb->add_option("--order", command.steps.order,
                       with_default("Order of the nodes: FILE names all, one a line", command.steps.order));
  order->option_text("name|degree|indegree|outdegree|bfs|FILE")->group(kGroup);
  verbs.suggest_words(order, {"name", "degree", "indegree", "outdegree", "bfs"});
  CLI::Option* const transpose =
      verb->add_flag("--transpose", command.transpose, "Turn all arcs round; labels stay with them");
  CLI::Option* const symmetrise =
      verb->add_flag("--symmetrise,--symmetrize", command.symmetrise,
                     "Make all arcs go both ways: link counts add up, followed if one of two is");
  transpose->group(kGroup)->option_text(" ");
  symmetrise->group(kGroup)->excludes(transpose)->option_text(" ");
}

void add_bvgraph_options(Verbs& verbs, CLI::App* verb, ConvertCommand& command) {
  BvGraphOptions& options = command.options.bvgraph;
  constexpr const char* kGroup = "Of the format bvgraph";
  const auto add = [&](const char* name, std::uint32_t& value, const char* help) {
    CLI::Option* const option = verb->add_option(name, value, with_default(help, std::to_string(value)));
    option->option_text("N")->group(kGroup);
    command.bvgraph_options.push_back(option);
  };
  add("--window", options.window, "How many rows back a reference may go; 0 for no references");
  add("--max-references", options.max_reference_chain, "References to follow for one row, at most; 2147483647: any");
  add("--min-interval", options.min_interval, "Shortest run stored as an interval; 0 for none");
  CLI::Option* const selection = verb->add_option_function<std::string>(
      "--selection", [&options](const std::string& text) { options.dynamic_selection = text == "dynamic"; },
      with_default("How references are chosen: dynamic is smaller and slower", "greedy"));
  selection->option_text("greedy|dynamic")->group(kGroup);
  verbs.offer_words(selection, {"greedy", "dynamic"});
  command.bvgraph_options.push_back(selection);
}

void add_options(Verbs& verbs, CLI::App* verb, ConvertCommand& command) {
  add_web(verbs, verb, command.web);
  add_path(verbs, verb, "-o,--output", command.options.output, "File to write, or folder to make; required")
      ->required();
  CLI::Option* const format = verb->add_option(
      "--to", command.format, with_default("Format, one of those below", "what the ending of PATH says"));
  format->option_text("FORMAT");
  verbs.offer_words(format, format_names());
  add_path(verbs, verb, "--names", command.options.names,
           with_default("Also write which name has which number",
                        "PATH.names.tsv for a web in another order than by name, otherwise none"));
  add_steps(verbs, verb, command);
  add_bvgraph_options(verbs, verb, command);
  add_encoding(verbs, verb, command.options.encoding);
  add_rank_layout(verb, command.rank_layout);
  add_memory(verb, command.options.memory_limit,
             "Most memory for arcs that are turned round; what else is held is a few bytes a node and some blocks of "
             "rows (--dry-run tells)",
             "a quarter of the machine's");
  add_threads(verb, command.threads);
  verb->add_flag("--dry-run", command.dry_run, "Say what a conversion would need; write nothing");
  add_force_flag(verb, command.options.overwrite);
  add_json_flag(verb, command.json);
}

}  // namespace

void add_convert(Verbs& verbs) {
  const auto command = std::make_shared<ConvertCommand>();
  CLI::App* const verb = verbs.add(
      "convert", "Write a web, or part of it, as another web or in other formats",
      {"orbweb convert my.web -o links.tsv.gz", "orbweb convert my.web --to bvgraph -o my-graph --selection dynamic",
       "orbweb convert my.web -o small.web --under example.com --followed",
       "orbweb convert my.web -o graph.sg --symmetrise --order degree --names graph.names.tsv"});
  verb->footer(formats_help() + "\n" + verb->get_footer());
  add_options(verbs, verb, *command);
  verbs.on_chosen(verb, [command, &verbs] { return run(*command, verbs.session()); });
}

}  // namespace orbweb
