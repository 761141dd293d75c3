// --checkpoint and --resume: a folder that keeps the state of long work, so that what was interrupted goes on.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "algos/engine/checkpoint.h"
#include "cli/verb.h"

namespace orbweb {

class CheckpointFolder {
 public:
  void add_to(Verbs& verbs, CLI::App* verb);

  bool is_wanted() const { return !folder_.empty(); }
  /// Throws HintedError where --resume names nothing to go on from.
  void check() const;
  /// Makes the folder, holds it against other processes and, with --resume, reads what it keeps. `context` names the
  /// work. Null where no folder was named. Throws CreateError where a state is in the way, LoadError where it is
  /// damaged or of other work, BusyError where another process holds the folder; sets the hints for them.
  std::shared_ptr<Checkpoint> open(const std::string& context, bool force, Session& session);
  /// Removes the state, since the work is done, and the folder if this run made it and nothing else is in it. Never
  /// throws.
  void remove() noexcept;
  /// What to do with the state of work that ended before its goal; empty where there is none.
  std::string how_to_go_on() const;

 private:
  std::filesystem::path state_path() const { return folder_ / "rank.state"; }
  void set_hints(Session& session) const;
  bool holds_state() const;
  void make_folder();

  std::filesystem::path folder_;
  int seconds_ = 60;
  bool resume_ = false;
  bool made_folder_ = false;
  std::shared_ptr<void> lock_;
};

}  // namespace orbweb
