// orbweb convert: a web into another web, or into the files that other programs read.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include "cli/conversion.h"
#include "cli/conversion_plan.h"
#include "cli/node_selection.h"
#include "cli/verb.h"
#include "exports/export_format.h"
#include "exports/node_list.h"
#include "graph/number_text.h"
#include "graph/parallel.h"
#include "graph/store.h"

namespace orbweb {
namespace {

constexpr const char* kWebFormat = "web";

struct ConvertCommand {
  std::filesystem::path web;
  std::filesystem::path output;
  std::string format;  ///< empty: by the output's ending
  std::filesystem::path names;
  NodeSelection selection;
  std::string order = "name";
  bool followed_only = false;
  bool drop_self_loops = false;
  bool largest_component = false;
  bool largest_strong_component = false;
  bool transpose = false;
  bool symmetrise = false;
  std::string encoding;  ///< of a web; empty: the default
  BvGraphOptions bvgraph;
  std::vector<const CLI::Option*> bvgraph_options;
  std::uint64_t memory_limit = 0;
  int threads = 0;
  bool dry_run = false;
  bool force = false;
  bool json = false;
};

/// What was written.
struct Result {
  std::uint64_t nodes = 0;
  std::uint64_t arcs = 0;
  std::string fingerprint;             ///< of a web
  std::filesystem::path names;         ///< empty where no names were written beside
  std::vector<std::string_view> lost;  ///< what the web has and the format does not keep
};

std::string format_name(const ConvertCommand& command) {
  if (command.output == "-") {
    throw HintedError("a web cannot be written to standard output: a conversion appears whole or not at all",
                      "name a file with -o, and read that");
  }
  if (!command.format.empty()) return command.format;
  if (const ExportFormat* format = export_format_of(command.output)) return std::string(format->name);
  const std::filesystem::path extension = command.output.extension();
  if (extension.empty() || extension == ".web") return kWebFormat;
  throw HintedError(fmt::format("cannot tell the format of {} by its ending", command.output.string()),
                    "name it with --to; `orbweb convert --help` lists the formats");
}

std::vector<std::string> format_names() {
  std::vector<std::string> names = {kWebFormat};
  for (const ExportFormat& format : export_formats()) names.emplace_back(format.name);
  return names;
}

SaveOptions save_options(const ConvertCommand& command) {
  return {.overwrite = command.force, .encoding = command.encoding};
}

void check_new(const std::filesystem::path& path, bool force) {
  check_folder_of(path);
  check_can_create(real_file_system(), path, force);
}

/// Everything that can be refused before the work.
void check(const ConvertCommand& command, const std::string& format) {
  check_folder_of(command.output);
  if (!command.names.empty()) check_new(command.names, command.force);
  if (format == kWebFormat) {
    check_can_save(command.output, save_options(command));
    return;
  }
  if (!command.encoding.empty()) {
    throw HintedError(fmt::format("--encoding is of webs, and {} is none", format), "see --to in the help");
  }
  for (const std::filesystem::path& file : output_files(export_format_named(format), command.output)) {
    check_new(file, command.force);
  }
}

/// Options without effect, and words that are none.
void check_options(const ConvertCommand& command, const std::string& format) {
  if (is_file_order(command.order) && !real_file_system().exists(command.order)) {
    throw HintedError(
        fmt::format("--order: neither an order nor a file is called {}", orbweb::in_quotes(command.order)),
        "orders are name, degree, indegree, outdegree and bfs; a file names all nodes, one a line");
  }
  for (const CLI::Option* const option : command.bvgraph_options) {
    if (option->count() == 0 || format == "bvgraph") continue;
    throw HintedError(fmt::format("{} is of the format bvgraph, and this is {}", option->get_name(), format),
                      "leave it out, or write --to bvgraph");
  }
}

std::string names_hint(const std::filesystem::path& names) {
  return real_file_system().exists(names) ? "choose another --names, or --force to replace what `orbweb` wrote there"
                                          : "--names needs a folder that exists and may be written to";
}

/// --names is looked at first.
void set_create_hint(const ConvertCommand& command, Session& session) {
  session.set_hint("cannot-create", [output = command.output, names = command.names, force = command.force] {
    try {
      if (!names.empty()) check_new(names, force);
      return create_hint(output);
    } catch (const CreateError&) {
      return names_hint(names);
    }
  });
}

void set_web_hint(Session& session) {
  session.set_hint("bad-data", [] { return "`orbweb verify WEB` tells whether the web is sound"; });
}

void order_nodes(const ConvertCommand& command, Conversion& conversion, Session& session) {
  if (is_file_order(command.order)) {
    session.set_hint("bad-data", [] {
      return "an order names each node of the web that is left after the steps before it, one a line; --names writes "
             "such a file";
    });
  }
  conversion.order_nodes(command.order);
  set_web_hint(session);
}

void apply_steps(const ConvertCommand& command, Conversion& conversion, Session& session) {
  session.set_hint("bad-data", [] { return "mend the file that --nodes, --and or --not names"; });
  const auto nodes = selected_nodes(command.selection, conversion.input(), session);
  set_web_hint(session);
  if (nodes) conversion.keep_nodes(*nodes);
  conversion.filter_arcs(command.followed_only, command.drop_self_loops);
  if (command.largest_component || command.largest_strong_component) {
    conversion.keep_largest_component(command.largest_strong_component);
  }
  order_nodes(command, conversion, session);
  if (command.transpose) conversion.set_direction(ArcDirection::transposed);
  if (command.symmetrise) conversion.set_direction(ArcDirection::symmetrised);
}

/// Options that shaped the result, as its provenance keeps them.
std::string steps_text(const ConvertCommand& command) {
  std::string text;
  const auto add = [&](bool given, std::string_view step) {
    if (given) text.append(text.empty() ? "" : ", ").append(step);
  };
  add(!command.selection.is_all(), "chosen nodes");
  add(command.followed_only, "followed arcs");
  add(command.drop_self_loops, "no self-loops");
  add(command.largest_component, "largest component");
  add(command.largest_strong_component, "largest strong component");
  add(command.order != "name", "nodes by " + command.order);
  add(command.transpose, "transposed");
  add(command.symmetrise, "symmetrised");
  return text;
}

GraphExport export_of(const ConvertCommand& command, const Web& web, const Conversion& conversion,
                      std::filesystem::path path, const Control& control) {
  GraphExport graph{.web = web,
                    .name_of = nullptr,
                    .path = std::move(path),
                    .overwrite = command.force,
                    .memory_limit = command.memory_limit,
                    .control = control,
                    .bvgraph = command.bvgraph};
  if (conversion.input().has_names()) {
    graph.name_of = [&conversion](NodeId node) { return conversion.input().names().name(conversion.origin(node)); };
  }
  return graph;
}

Result write_web(const ConvertCommand& command, Conversion& conversion) {
  WebWriter writer(command.output, save_options(command), real_file_system());
  Provenance provenance = conversion.input().provenance();
  if (const std::string steps = steps_text(command); !steps.empty()) {
    provenance.options["converted"] = steps;
    provenance.options["converted_from"] = conversion.input().fingerprint();
  }
  conversion.feed(writer, std::move(provenance));
  const Web written = open_web(command.output);
  return {written.num_nodes(), written.num_arcs(), written.fingerprint(), {}, {}};
}

Result write_export(const ConvertCommand& command, const ExportFormat& format, Conversion& conversion,
                    const Control& control) {
  const Web& web = conversion.settle();
  const GraphExport graph = export_of(command, web, conversion, command.output, control);
  write_graph(format, graph);
  return {web.num_nodes(), web.num_arcs(), {}, {}, lost_parts(format, graph)};
}

/// Where names go that the output itself does not hold; empty where nobody asked and none are lost.
std::filesystem::path names_path(const ConvertCommand& command, const std::string& format,
                                 const Conversion& conversion) {
  if (!command.names.empty()) return command.names;
  if (format != kWebFormat || !conversion.loses_names()) return {};
  const std::filesystem::path& web = command.output;
  return (web.has_filename() ? web : web.parent_path()).string() + ".names.tsv";
}

Result convert(const ConvertCommand& command, const std::string& format, Session& session) {
  const Control control = session.control();
  Conversion conversion(open_web(command.web, session.open_options()), command.output, command.memory_limit, control);
  apply_steps(command, conversion, session);
  const std::filesystem::path names = names_path(command, format, conversion);
  if (!names.empty()) {
    session.set_hint("cannot-create", [names] { return names_hint(names); });
    check_new(names, command.force);
    set_create_hint(command, session);
  }
  Result result = format == kWebFormat ? write_web(command, conversion)
                                       : write_export(command, export_format_named(format), conversion, control);
  warn_of_names(format, conversion.input(), session);
  if (names.empty()) return result;
  const Web& web = format == kWebFormat ? open_web(command.output) : conversion.settle();
  write_node_names(export_of(command, web, conversion, names, control));
  result.names = names;
  std::erase(result.lost, "names");
  return result;
}

/// Graph formats keep names of any kind, which lists of links are read back without.
void warn_of_names(const std::string& format, const Web& web, Session& session) {
  if (format != "links" || !web.has_names() || web.provenance().fold != FoldLevel::none) return;
  session.warning("the names of this web are of no fold: `orbweb build` takes those in links for URLs or hosts",
                  "graphml and gml keep names as they are");
}

ConversionSteps steps_of(const ConvertCommand& command, const std::string& format, const Web& web) {
  const bool reorders = command.order != "name";
  return {.format = format,
          .chooses_nodes = !command.selection.is_all(),
          .filters_arcs = command.followed_only || command.drop_self_loops,
          .finds_component = command.largest_component || command.largest_strong_component,
          .is_strong = command.largest_strong_component,
          .turns_arcs = command.transpose || command.symmetrise || command.followed_only,
          .is_symmetrised = command.symmetrise,
          .order = command.order,
          .writes_names = !command.names.empty() || (format == kWebFormat && reorders && web.has_names()),
          .memory_limit = command.memory_limit};
}

ExitCode print_plan(const ConvertCommand& command, const std::string& format, Session& session) {
  const Web web = open_web(command.web, session.open_options());
  std::uint64_t bytes = 0;
  for (const StoredFile& file : stored_files(command.web)) bytes += file.bytes;
  const ConversionPlan plan = plan_conversion(web, bytes, steps_of(command, format, web));
  if (command.json) {
    Json json = {{"output", command.output.string()}, {"dry_run", true}, {"format", format}};
    json.update(plan_json(plan));
    session.print_json(json);
  } else {
    session.print(fmt::format("would write {}\n  format  {}\n", command.output.string(), format) + plan_text(plan));
  }
  return ExitCode::done;
}

ExitCode report(const ConvertCommand& command, const std::string& format, const Result& result, double seconds,
                Session& session) {
  const Json json = {{"output", command.output.string()},
                     {"format", format},
                     {"nodes", result.nodes},
                     {"arcs", result.arcs},
                     {"names", result.names.empty() ? Json() : Json(result.names.string())},
                     {"lost", result.lost},
                     {"fingerprint", result.fingerprint.empty() ? Json() : Json(result.fingerprint)},
                     {"seconds", seconds}};
  session.summary(
      fmt::format("{}: {} nodes, {} arcs in {}{}{}", command.output.string(), grouped(result.nodes),
                  grouped(result.arcs), seconds_text(seconds),
                  result.names.empty() ? "" : "; names in " + result.names.string(),
                  result.lost.empty() ? "" : fmt::format("; not in this format: {}", fmt::join(result.lost, ", "))),
      json);
  if (command.json) session.print_json(json);
  return ExitCode::done;
}

ExitCode run(const ConvertCommand& command, Session& session) {
  set_create_hint(command, session);
  set_web_hint(session);
  const std::string format = format_name(command);
  check_options(command, format);
  check(command, format);
  if (command.dry_run) return print_plan(command, format, session);
  const auto start = std::chrono::steady_clock::now();
  const Result result = with_threads(command.threads, [&] { return convert(command, format, session); });
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return report(command, format, result, seconds, session);
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
  verb->add_flag("--followed", command.followed_only, "Only arcs with a followed link")->group(kGroup);
  verb->add_flag("--drop-self-loops", command.drop_self_loops, "Without arcs from a node to itself")->group(kGroup);
  CLI::Option* const weak = verb->add_flag("--largest-component", command.largest_component,
                                           "Only the largest set of nodes that arcs connect, whatever their direction");
  CLI::Option* const strong = verb->add_flag("--largest-strong-component", command.largest_strong_component,
                                             "Only the largest set of nodes that all reach each other");
  weak->group(kGroup)->option_text(" ");
  strong->group(kGroup)->excludes(weak)->option_text(" ");
  CLI::Option* const order = verb->add_option(
      "--order", command.order, with_default("Order of the nodes: FILE names all, one a line", command.order));
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
  BvGraphOptions& options = command.bvgraph;
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
  add_path(verbs, verb, "-o,--output", command.output, "File to write, or folder to make; required")->required();
  CLI::Option* const format = verb->add_option(
      "--to", command.format, with_default("Format, one of those below", "what the ending of PATH says"));
  format->option_text("FORMAT");
  verbs.offer_words(format, format_names());
  add_path(verbs, verb, "--names", command.names,
           with_default("Also write which name has which number",
                        "PATH.names.tsv for a web in another order than by name, otherwise none"));
  add_steps(verbs, verb, command);
  add_bvgraph_options(verbs, verb, command);
  add_encoding(verbs, verb, command.encoding);
  add_memory(verb, command.memory_limit,
             "Most memory for arcs that are turned round and for rows on the way of --largest-strong-component; what "
             "else is held is a few bytes a node and some blocks of rows (--dry-run tells)",
             "a quarter of the machine's");
  add_threads(verb, command.threads);
  verb->add_flag("--dry-run", command.dry_run, "Say what a conversion would need; write nothing");
  add_force_flag(verb, command.force);
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
