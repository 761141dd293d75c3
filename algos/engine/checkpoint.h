// State of long work on disk, so that work that was interrupted goes on as if nothing had happened, bit for bit.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "algos/engine/state_archive.h"
#include "graph/control.h"
#include "graph/files.h"

namespace orbweb {

/// One file that holds the newest state of the work that `context` names (web, algorithm, parameters). States pass
/// through it in pieces, so that they may be larger than memory. Not thread-safe.
class Checkpoint {
 public:
  /// A state is written at most every `interval`. With `resume` the file is read: throws LoadError where it is damaged
  /// or holds other work.
  Checkpoint(std::filesystem::path path, std::string_view context, std::chrono::milliseconds interval, bool resume,
             FileSystem& files = real_file_system());

  /// Lets `read` have the state, where there is one of this part of the work: once, so that nothing goes on from it
  /// twice. False where there is none. Throws LoadError where the file is no longer the one that was found sound.
  bool take(const std::string& part, const std::function<void(engine::StateReader&)>& read);

  const std::filesystem::path& path() const { return path_; }
  bool is_due() const { return std::chrono::steady_clock::now() - last_ >= interval_; }
  /// Replaces the file by what `write` writes, in one step; not while it holds a state that take() is still to be asked
  /// for, to which the work up to there leads again. Throws IoError or CreateError.
  void save(const std::string& part, const std::function<void(engine::StateWriter&)>& write);

 private:
  std::filesystem::path path_;
  std::string context_hash_;
  std::chrono::milliseconds interval_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  FileSystem& files_;
  std::string part_;  ///< what the file's state is of; empty where there is none, or it was taken
};

namespace engine {

/// Writes the state that persist(archive) names, where it is due or, with `is_last`, the work is about to end.
template <class Persist>
void keep_state(const Control& control, const std::string& part, Persist&& persist, bool is_last = false) {
  if (!control.checkpoint || part.empty()) return;
  if (!control.checkpoint->is_due() && !is_last) return;
  control.checkpoint->save(part, [&](StateWriter& writer) { persist(writer); });
}

/// Throws Cancelled where the work was asked to stop, its state written before; else writes it where it is due.
template <class Persist>
void keep_state_or_stop(const Control& control, const std::string& part, Persist&& persist) {
  const bool stops = control.stop.stop_requested();
  keep_state(control, part, persist, stops);
  if (stops) control.check();
}

/// Goes on from the state of `part`, where there is one. False where there is none.
template <class Persist>
bool resume_state(const Control& control, const std::string& part, Persist&& persist) {
  return control.checkpoint && !part.empty() &&
         control.checkpoint->take(part, [&](StateReader& reader) { persist(reader); });
}

}  // namespace engine
}  // namespace orbweb
