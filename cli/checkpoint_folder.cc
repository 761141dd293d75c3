#include "cli/checkpoint_folder.h"

#include <fmt/format.h>

#include <chrono>

#include "graph/error.h"
#include "graph/files.h"

namespace orbweb {

namespace {

constexpr int kMostSeconds = 86'400;

}  // namespace

void CheckpointFolder::add_to(Verbs& verbs, CLI::App* verb) {
  add_path(verbs, verb, "--checkpoint", folder_,
           with_default("Folder that keeps the state of the work, also when the program is stopped; the state goes "
                        "when the scores have converged",
                        "none"));
  verb->add_option("--checkpoint-every", seconds_,
                   with_default("Seconds from one state to the next, at least", std::to_string(seconds_)))
      ->option_text("N")
      ->check(CLI::Range(0, kMostSeconds));
  verb->add_flag("--resume", resume_,
                 "Go on from the state in --checkpoint, if there is one, to the same scores bit for bit");
}

void CheckpointFolder::check() const {
  if (resume_ && !is_wanted()) {
    throw HintedError("--resume needs the folder to go on from", "name it with --checkpoint");
  }
}

bool CheckpointFolder::holds_state() const { return real_file_system().exists(state_path()); }

void CheckpointFolder::set_hints(Session& session) const {
  session.set_hint("bad-data", [] {
    return "resume with the web, algorithm and options that the checkpoint was made with; or start anew, with --force "
           "in place of --resume";
  });
  session.set_hint("cannot-create", [holds_state = holds_state()] {
    return holds_state ? "--resume goes on from it, --force starts anew"
                       : "--checkpoint needs a folder that may be written to";
  });
  session.set_hint("busy", [] { return "wait for the other one, or name another folder"; });
}

void CheckpointFolder::make_folder() {
  std::error_code ignored;
  if (std::filesystem::is_directory(folder_, ignored)) return;
  if (real_file_system().exists(folder_)) {
    if (resume_) throw LoadError(folder_.string(), "", "a folder with a checkpoint", "no folder");
    throw CreateError(fmt::format("cannot create {}: it exists and is no folder", folder_.string()));
  }
  check_folder_of(folder_);
  real_file_system().create_directory(folder_);
  made_folder_ = true;
}

std::shared_ptr<Checkpoint> CheckpointFolder::open(const std::string& context, bool force, Session& session) {
  if (!is_wanted()) return nullptr;
  set_hints(session);
  make_folder();
  lock_ = real_file_system().try_lock(folder_);
  if (!lock_) throw BusyError(fmt::format("{}: another process keeps its state there", folder_.string()));
  remove_abandoned_siblings(real_file_system(), state_path());
  if (!resume_) {
    check_can_write_file(real_file_system(), state_path(), force);
    remove_quietly(real_file_system(), state_path());
  }
  const bool goes_on = resume_ && holds_state();
  if (resume_ && !goes_on) session.warning(fmt::format("{} holds no checkpoint: starting anew", folder_.string()));
  session.set_hint("cancelled", [state = state_path()] {
    return real_file_system().exists(state) ? "the same command with --resume goes on from the state" : "";
  });
  return std::make_shared<Checkpoint>(state_path(), context, std::chrono::seconds(seconds_), goes_on);
}

void CheckpointFolder::remove() noexcept {
  if (!is_wanted()) return;
  remove_quietly(real_file_system(), state_path());
  std::error_code ignored;
  if (made_folder_) std::filesystem::remove(folder_, ignored);  // only where it is empty
  lock_.reset();
}

std::string CheckpointFolder::how_to_go_on() const {
  return is_wanted() && holds_state() ? "the same command with --resume and more --max-iterations goes on from there"
                                      : "";
}

}  // namespace orbweb
