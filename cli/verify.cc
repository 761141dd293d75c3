// orbweb verify: every checksum and every structural invariant of a web, or of a release.
#include "graph/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/safe_text.h"
#include "cli/verb.h"
#include "exports/release_verify.h"
#include "jobs/release_reader.h"

namespace orbweb {
namespace {

struct VerifyCommand {
  std::filesystem::path web;
  bool json = false;
};

bool holds(const VerifyFinding& finding) { return finding.problem.empty(); }

void print_text(const std::vector<VerifyFinding>& findings, Session& session) {
  std::string text;
  for (const VerifyFinding& finding : findings) {
    text += holds(finding) ? fmt::format("ok       {}\n", safe_text(finding.check))
                           : fmt::format("problem  {}: {}\n", safe_text(finding.check), safe_text(finding.problem));
  }
  session.print(text);
}

void print_json(const VerifyCommand& command, const std::vector<VerifyFinding>& findings, Session& session) {
  Json checks = Json::array();
  for (const VerifyFinding& finding : findings) {
    checks.push_back({{"check", finding.check}, {"ok", holds(finding)}, {"problem", finding.problem}});
  }
  session.print_json({{"web", command.web.string()},
                      {"ok", std::all_of(findings.begin(), findings.end(), holds)},
                      {"checks", std::move(checks)}});
}

ExitCode run(const VerifyCommand& command, Session& session) {
  const bool of_release = names_release(command.web);
  const std::vector<VerifyFinding> findings =
      of_release ? verify_release(ReleaseReader(command.web).folder(), session.control())
                 : verify_web(command.web, session.control());
  if (command.json) {
    print_json(command, findings, session);
  } else {
    print_text(findings, session);
  }
  const auto problems =
      findings.size() - static_cast<std::size_t>(std::count_if(findings.begin(), findings.end(), holds));
  if (problems == 0) return ExitCode::done;
  session.error({static_cast<int>(ExitCode::bad_data), "bad-data",
                 fmt::format("{}: {} of {} checks failed", command.web.string(), problems, findings.size()),
                 of_release ? "restore a copy, or point CURRENT to another release: its name is a link's target"
                            : "build the web again from its inputs, or restore a copy"});
  return ExitCode::bad_data;
}

}  // namespace

void add_verify(Verbs& verbs) {
  const auto command = std::make_shared<VerifyCommand>();
  CLI::App* const verb = verbs.add("verify", "Check every checksum and every invariant of a web or a release",
                                   {"orbweb verify my.web", "orbweb verify releases/CURRENT",
                                    "orbweb verify my.web --json && orbweb rank my.web pagerank"});
  add_web(verbs, verb, command->web);
  add_json_flag(verb, command->json);
  verbs.on_chosen(verb, [command, &verbs] { return run(*command, verbs.session()); });
}

}  // namespace orbweb
