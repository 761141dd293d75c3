// orbweb diff: what changed between two releases or two tables, and why.
#include <fmt/format.h>

#include <memory>
#include <utility>

#include "cli/movers_text.h"
#include "cli/node_lookup.h"
#include "cli/safe_text.h"
#include "cli/text_table.h"
#include "cli/verb.h"
#include "graph/number_text.h"
#include "jobs/changes_json.h"
#include "jobs/changes_table.h"
#include "jobs/release_reader.h"
#include "jobs/score_reasons.h"
#include "loaders/score_table.h"
#include "loaders/table_names.h"

namespace orbweb {
namespace {

struct DiffCommand {
  std::filesystem::path before, after;
  std::string table;
  std::string why;
  std::uint64_t count = 10;
  std::filesystem::path output;
  bool force = false;
  bool json = false;
};

TableOfRelease side_of(const std::filesystem::path& path, const std::string& table) {
  if (names_release(path)) return ReleaseReader(path).table(table);
  Web web = web_of_table(path);
  Scores scores = read_score_table(path, web);
  return {path.string(), std::move(web), std::move(scores), false};
}

std::string names_text(const std::string& title, const std::vector<NewOrLost>& names, std::size_t width) {
  if (names.empty()) return "";
  std::vector<double> values;
  for (const NewOrLost& one : names) values.push_back(one.value);
  const auto cells = column_text(values);
  TextTable table({{"  " + title, Align::left, true}, {"value", Align::right}, {"rank", Align::right}});
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.add_row({"  " + safe_text(names[i].name), cells[i], grouped(names[i].rank)});
  }
  return "\n" + table.text(width);
}

std::string changes_text(const ScoreChanges& changes, std::size_t width) {
  return fmt::format("{} nodes before, {} after: {} gained, {} lost\n", grouped(changes.old_nodes),
                     grouped(changes.new_nodes), grouped(changes.num_gained()), grouped(changes.num_lost())) +
         fmt::format("order of those in both: Kendall's tau {}, Spearman's rho {}\n",
                     number_text(changes.kendall_tau_b), number_text(changes.spearman_rho)) +
         movers_text(changes.value_name + " rose", changes.up, width) +
         movers_text(changes.value_name + " fell", changes.down, width) + names_text("new", changes.gained, width) +
         names_text("gone", changes.lost, width);
}

ScoreReasons reasons(const DiffCommand& command, const TableOfRelease& before, const TableOfRelease& after) {
  if (!before.has_arcs || !after.has_arcs) {
    throw HintedError("the webs that the scores were made from are not both kept, so that nothing tells why",
                      "release.keep_webs of a job says how many are kept; two tables alone have none");
  }
  const NodeInBoth node = {require_node(before.web, command.why), require_node(after.web, command.why)};
  return reasons_of({before.scores, before.web}, {after.scores, after.web}, {&node, 1}).front();
}

std::string reasons_text(const DiffCommand& command, ScoreReasons found, std::size_t width) {
  struct Part {
    std::string name, kind;
    double amount;
  };
  std::vector<Part> parts;
  for (const OwnPart& part : own_parts(found)) parts.push_back({std::string(part.name), "", part.amount});
  const std::size_t total = found.reasons.size();
  keep_largest(found, command.count);
  for (const Reason& reason : found.reasons) {
    parts.push_back({safe_text(reason.source), std::string(to_string(reason.kind)), reason.amount});
  }
  if (total > command.count) {
    parts.push_back({fmt::format("… and {} more", grouped(total - command.count)), "", found.others});
  }
  parts.push_back({"remainder, not settled by the iterations", "", found.rest});
  parts.push_back({"total = change", "", found.change()});
  std::vector<double> amounts;
  for (const Part& part : parts) amounts.push_back(part.amount);
  const auto cells = column_text(amounts);
  TextTable table({{"part", Align::left, true}, {"because of", Align::left}, {"amount", Align::right}});
  for (std::size_t i = 0; i < parts.size(); ++i) table.add_row({parts[i].name, parts[i].kind, cells[i]});
  return fmt::format("{}: score {} before, {} after\n", safe_text(command.why), number_text(found.old_score),
                     number_text(found.new_score)) +
         table.text(width);
}

/// All changes go to a file, a few to the screen.
void write_changes(const DiffCommand& command, const NamedScores& before, const NamedScores& after, Session& session) {
  const std::uint64_t all = before.web.num_nodes() + after.web.num_nodes();
  write_changes_table(compare_scores(before, after, all), command.output, command.force);
  session.summary(fmt::format("{}: every change", safe_text(command.output.string())),
                  {{"output", command.output.string()}});
}

ExitCode run(const DiffCommand& command, Session& session) {
  if (!command.output.empty()) {
    session.set_hint("cannot-create", [output = command.output] { return create_hint(output); });
    check_folder_of(command.output);
    check_can_write_changes_table(command.output, command.force);
  }
  const TableOfRelease before = side_of(command.before, command.table);
  const TableOfRelease after = side_of(command.after, command.table);
  if (!command.why.empty()) {
    const ScoreReasons found = reasons(command, before, after);
    if (command.json) {
      Json named = {{"name", command.why}};
      named.update(reasons_json(found));
      session.print_json(named);
    } else {
      session.print(reasons_text(command, found, session.out_width()));
    }
    return ExitCode::done;
  }
  const NamedScores was = {before.scores, before.web}, is = {after.scores, after.web};
  if (!command.output.empty()) write_changes(command, was, is, session);
  const ScoreChanges changes = compare_scores(was, is, command.count);
  if (command.json) {
    session.print_json(changes_json(changes));
  } else {
    session.print(changes_text(changes, session.out_width()));
  }
  return ExitCode::done;
}

}  // namespace

void add_diff(Verbs& verbs) {
  const auto command = std::make_shared<DiffCommand>();
  CLI::App* const verb = verbs.add("diff", "Say what changed between two releases or two tables, and why",
                                   {"orbweb diff releases/20261123T020000Z-0123456789ab releases/CURRENT",
                                    "orbweb diff old.tsv new.tsv -n 50 -o changes.parquet",
                                    "orbweb diff OLD NEW --table domain-rating --why example.com"});
  add_path(verbs, verb, "OLD", command->before, "A release, or a table that `orbweb rank` wrote")->required();
  add_path(verbs, verb, "NEW", command->after, "The one that came later")->required();
  verb->add_option("--table", command->table, with_default("Which table of the releases", "the first"))
      ->option_text("NAME");
  verb->add_option("--why", command->why,
                   with_default("Say why this name's score changed; both releases' webs must be kept", "none"))
      ->option_text("NAME");
  add_count(verb, command->count, "Rows of each kind to show");
  add_path(verbs, verb, "-o,--output", command->output,
           with_default("Also write every change as a table: .tsv, .tsv.gz, .tsv.zst, .parquet or .arrow", "none"));
  add_force_flag(verb, command->force);
  add_json_flag(verb, command->json);
  verbs.on_chosen(verb, [command, &verbs] { return run(*command, verbs.session()); });
}

}  // namespace orbweb
