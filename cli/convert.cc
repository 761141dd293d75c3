// orbweb convert: a web into another web, or into the files that other programs read.
#include "exports/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "cli/node_selection.h"
#include "cli/verb.h"
#include "exports/export_format.h"
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
  int threads = 0;
  bool json = false;
};

std::string format_name(const ConvertCommand& command) {
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
  if (options.format != kWebFormat && !options.encoding.empty()) {
    throw HintedError(fmt::format("--encoding is of webs, and {} is none", options.format), "see --to in the help");
  }
  check_can_convert(options);
}

void complete_steps(ConvertCommand& command, const Web& web, Session& session) {
  ConvertSteps& steps = command.steps;
  steps.nodes = selected_nodes(command.selection, web, session);
  if (std::find(kNodeOrders.begin(), kNodeOrders.end(), steps.order) == kNodeOrders.end()) {
    steps.own_order = [path = steps.order](const Web& chosen) { return read_node_order(path, chosen); };
  }
  if (command.transpose) steps.direction = ArcDirection::transposed;
  if (command.symmetrise) steps.direction = ArcDirection::symmetrised;
}

ExitCode report(const ConvertCommand& command, const Converted& result, double seconds, Session& session) {
  const Json json = {{"output", command.options.output.string()},
                     {"format", command.options.format},
                     {"nodes", result.nodes},
                     {"arcs", result.arcs},
                     {"names", result.names.empty() ? Json() : Json(result.names.string())},
                     {"fingerprint", result.fingerprint.empty() ? Json() : Json(result.fingerprint)},
                     {"seconds", seconds}};
  session.summary(fmt::format("{}: {} nodes, {} arcs in {}{}", command.options.output.string(), grouped(result.nodes),
                              grouped(result.arcs), seconds_text(seconds),
                              result.names.empty() ? "" : "; names in " + result.names.string()),
                  json);
  if (command.json) session.print_json(json);
  return ExitCode::done;
}

ExitCode run(ConvertCommand& command, Session& session) {
  ConvertOptions& options = command.options;
  session.set_hint("cannot-create", [output = options.output] { return create_hint(output); });
  session.set_hint("bad-data", [] { return "`orbweb verify WEB` tells whether the web is sound"; });
  options.format = format_name(command);
  check(options);
  const auto start = std::chrono::steady_clock::now();
  const Converted result = with_threads(command.threads, [&] {
    const Control control = session.control();
    const Web web = open_web(command.web, session.open_options());
    complete_steps(command, web, session);
    return convert(web, command.steps, options, control);
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
  return text + "All but web, bvgraph and npz may be compressed: .gz or .zst behind the ending.\n";
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

void add_bvgraph_options(Verbs& verbs, CLI::App* verb, BvGraphOptions& options) {
  constexpr const char* kGroup = "Of the format bvgraph";
  const auto add = [&](const char* name, std::uint32_t& value, const char* help) {
    verb->add_option(name, value, with_default(help, std::to_string(value)))->option_text("N")->group(kGroup);
  };
  add("--window", options.window, "How many rows back a reference may go; 0 for no references");
  add("--max-references", options.max_reference_chain, "References to follow for one row, at most; 2147483647: any");
  add("--min-interval", options.min_interval, "Shortest run stored as an interval; 0 for none");
  CLI::Option* const selection = verb->add_option_function<std::string>(
      "--selection", [&options](const std::string& text) { options.dynamic_selection = text == "dynamic"; },
      with_default("How references are chosen: dynamic is smaller and slower", "greedy"));
  selection->option_text("greedy|dynamic")->group(kGroup);
  verbs.offer_words(selection, {"greedy", "dynamic"});
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
  add_bvgraph_options(verbs, verb, command.options.bvgraph);
  add_encoding(verbs, verb, command.options.encoding);
  add_memory(verb, command.options.memory_limit, "Most memory for arcs that are turned round",
             "a quarter of the machine's");
  add_threads(verb, command.threads);
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
