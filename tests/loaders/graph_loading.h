// What the tests of all graph formats need: build from content, describe arcs, expect a refusal.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "graph/error.h"
#include "loaders/arcs_of.h"
#include "loaders/open.h"
#include "support/data.h"
#include "support/memory_files.h"

namespace orbweb::test {

/// Builds from content in memory, handed out in pieces of at most `piece` bytes.
inline BuildResult build_graph(const std::string& format, const std::string& content,
                               std::size_t piece = std::size_t{1} << 30) {
  MemoryFileSystem files(piece);
  files.add("graph", content);
  BuildOptions options;
  options.format = format;
  options.memory_limit = std::uint64_t{256} << 20;
  return build_web({"graph"}, options, {}, files);
}

inline Arcs arcs_of(const std::string& format, const std::string& content) {
  return arcs_of(build_graph(format, content).web);
}

/// The message with which content is refused; a failure where it is not.
inline std::string refusal(const std::string& format, const std::string& content) {
  try {
    const BuildResult result = build_graph(format, content);
    ADD_FAILURE() << "accepted with " << result.web.num_nodes() << " nodes, " << result.web.num_arcs() << " arcs";
  } catch (const LoadError& error) {
    EXPECT_EQ(error.path().substr(0, 5), "graph");
    return error.what();
  }
  return "";
}

}  // namespace orbweb::test
