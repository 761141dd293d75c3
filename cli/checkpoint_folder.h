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
  /// Removes the state, since the work is done, and the folder where nothing else is in it. Never throws.
  void remove() noexcept;

 private:
  std::filesystem::path state_path() const { return folder_ / "rank.state"; }
  void set_hints(Session& session) const;
  bool holds_state() const;
  void make_folder() const;

  std::filesystem::path folder_;
  int seconds_ = 60;
  bool resume_ = false;
  std::shared_ptr<void> lock_;
};

}  // namespace orbweb
