// The state in a checkpoint's file as bytes, sound or not.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>

#include "algos/engine/checkpoint.h"
#include "support/data.h"

namespace orbweb::test {

/// A file that holds `state` as that of a part of the work that `context` names.
inline void save_state(const std::filesystem::path& path, const std::string& context, const std::string& part,
                       std::string state) {
  Checkpoint(path, context, std::chrono::milliseconds(0), false).save(part, [&](engine::StateWriter& writer) {
    writer.elements(std::span(state));
  });
}

struct KeptState {
  std::string part;
  std::string bytes;
};

/// What a checkpoint's file holds: behind two lines the part's name and the state, and a hash at the end.
inline KeptState kept_state(const std::filesystem::path& path) {
  const std::string file = read_file(path);
  std::size_t line = 0;
  for (int i = 0; i < 2; ++i) line = file.find('\n', line) + 1;
  const std::size_t state = file.find('\n', line) + 1;
  return {file.substr(line, state - 1 - line), file.substr(state, file.size() - 32 - state)};
}

}  // namespace orbweb::test
