// State of long work on disk, so that work that was interrupted goes on as if nothing had happened, bit for bit.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "graph/control.h"
#include "graph/error.h"
#include "graph/files.h"

namespace orbweb {

/// One file that holds the newest state of the work that `context` names (web, algorithm, parameters). Not thread-safe.
class Checkpoint {
 public:
  /// A state is written at most every `interval`. With `resume` the file is read: throws LoadError where it is damaged
  /// or holds other work.
  Checkpoint(std::filesystem::path path, std::string_view context, std::chrono::milliseconds interval, bool resume,
             FileSystem& files = real_file_system());

  /// The state that was read, where it is of this part of the work: once, since it may be large.
  std::optional<std::vector<char>> take_state(const std::string& part);

  const std::filesystem::path& path() const { return path_; }
  bool is_due() const { return std::chrono::steady_clock::now() - last_ >= interval_; }
  /// Replaces the file, in one step. Throws IoError or CreateError.
  void save(const std::string& part, std::string_view state);

 private:
  void read();

  std::filesystem::path path_;
  std::string context_hash_;
  std::chrono::milliseconds interval_;
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  FileSystem& files_;
  std::string part_;  ///< what state_ is of; empty where none was read, or it was taken
  std::vector<char> state_;
};

namespace engine {

/// Writes numbers and vectors of numbers one after another: a class's persist(archive) names its members.
class StateWriter {
 public:
  static constexpr bool kReads = false;
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(T& value) { state_.append(reinterpret_cast<const char*>(&value), sizeof(T)); }
  void operator()(bool& value) {
    std::uint8_t byte = value ? 1 : 0;
    (*this)(byte);
  }
  template <class T, std::size_t kSize>
  void operator()(std::array<T, kSize>& values) {
    state_.append(reinterpret_cast<const char*>(values.data()), kSize * sizeof(T));
  }
  template <class T, class Allocator>
  requires std::is_trivially_copyable_v<T>
  void operator()(std::vector<T, Allocator>& values) {
    std::uint64_t size = values.size();
    (*this)(size);
    state_.append(reinterpret_cast<const char*>(values.data()), size * sizeof(T));
  }
  void require(bool) const {}
  /// For large states: without it a state may hold twice its own size while it grows.
  void reserve(std::size_t size) { state_.reserve(size); }
  const std::string& state() const { return state_; }

 private:
  std::string state_;
};

/// Reads what StateWriter wrote. Throws LoadError, which names `path` and what was expected, where it is not that.
class StateReader {
 public:
  static constexpr bool kReads = true;
  StateReader(std::filesystem::path path, std::string_view state, std::string expected)
      : path_(std::move(path)), rest_(state), expected_(std::move(expected)) {}
  StateReader(std::filesystem::path path, const std::vector<char>& state)
      : StateReader(std::move(path), std::string_view(state.data(), state.size()), "a state of this web's solver") {}
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(T& value) { take(&value, sizeof(T)); }
  void operator()(bool& value) {
    std::uint8_t byte = 0;
    (*this)(byte);
    value = byte != 0;
  }
  template <class T, std::size_t kSize>
  void operator()(std::array<T, kSize>& values) {
    take(values.data(), kSize * sizeof(T));
  }
  template <class T, class Allocator>
  requires std::is_trivially_copyable_v<T>
  void operator()(std::vector<T, Allocator>& values) {
    std::uint64_t size = 0;
    (*this)(size);
    require(size <= rest_.size() / sizeof(T));
    values.resize(size);
    take(values.data(), size * sizeof(T));
  }
  void reserve(std::size_t) const {}
  /// A class's own check of what it read.
  void require(bool sound) const {
    if (!sound) throw LoadError(path_.string(), "", expected_, "numbers that none leads to");
  }
  /// To be asked at the end.
  void require_end() const { require(rest_.empty()); }

 private:
  void take(void* to, std::size_t size) {
    require(size <= rest_.size());
    if (size > 0) std::memcpy(to, rest_.data(), size);
    rest_.remove_prefix(size);
  }

  std::filesystem::path path_;
  std::string_view rest_;
  std::string expected_;
};

/// Writes the state that persist(archive) names, where it is due or, with `is_last`, the work is about to end.
template <class Persist>
void keep_state(const Control& control, const std::string& part, Persist&& persist, bool is_last = false) {
  if (!control.checkpoint || part.empty()) return;
  if (!control.checkpoint->is_due() && !is_last) return;
  StateWriter writer;
  persist(writer);
  control.checkpoint->save(part, writer.state());
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
  const auto state = control.checkpoint ? control.checkpoint->take_state(part) : std::nullopt;
  if (!state) return false;
  StateReader reader(control.checkpoint->path(), *state);
  persist(reader);
  reader.require_end();
  return true;
}

}  // namespace engine
}  // namespace orbweb
