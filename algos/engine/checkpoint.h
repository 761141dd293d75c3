// Solvers' state on disk, so that long work that was interrupted goes on as if nothing had happened, bit for bit.
#pragma once

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
  void operator()(std::vector<double>& values) {
    std::uint64_t size = values.size();
    (*this)(size);
    state_.append(reinterpret_cast<const char*>(values.data()), size * sizeof(double));
  }
  void require(bool) const {}
  const std::string& state() const { return state_; }

 private:
  std::string state_;
};

/// Reads what StateWriter wrote. Throws LoadError, which names `path`, where it is not what it should be.
class StateReader {
 public:
  static constexpr bool kReads = true;
  StateReader(std::filesystem::path path, std::string_view state) : path_(std::move(path)), rest_(state) {}
  StateReader(std::filesystem::path path, const std::vector<char>& state)
      : StateReader(std::move(path), std::string_view(state.data(), state.size())) {}
  template <class T>
  requires std::is_arithmetic_v<T>
  void operator()(T& value) { take(&value, sizeof(T)); }
  void operator()(bool& value) {
    std::uint8_t byte = 0;
    (*this)(byte);
    value = byte != 0;
  }
  void operator()(std::vector<double>& values) {
    std::uint64_t size = 0;
    (*this)(size);
    require(size <= rest_.size() / sizeof(double));
    values.resize(size);
    take(values.data(), size * sizeof(double));
  }
  /// A class's own check of what it read.
  void require(bool sound) const {
    if (!sound) throw LoadError(path_.string(), "", "a state of this web's solver", "numbers that none leads to");
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
};

}  // namespace engine
}  // namespace orbweb
