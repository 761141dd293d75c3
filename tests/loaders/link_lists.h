// Webs from link lists that a test writes down.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "graph/error.h"
#include "loaders/arcs_of.h"
#include "loaders/open.h"
#include "support/memory_files.h"

/// A namespace of its own: other loaders' tests have functions of the same names.
namespace orbweb::test::link_lists {

/// A build at host level, so that no public suffix list is needed, from inputs in memory: "0", "1" ...
inline BuildResult build(const std::vector<std::string>& contents, bool strict = false,
                         std::size_t piece = kWholeFile) {
  MemoryFileSystem files(piece);
  std::vector<std::filesystem::path> paths;
  for (const std::string& content : contents) {
    paths.emplace_back(std::to_string(paths.size()));
    files.add(paths.back().string(), content);
  }
  BuildOptions options;
  options.fold.level = FoldLevel::host;
  options.strict = strict;
  return build_web(paths, options, {}, files);
}

inline LoadError error_of(const std::vector<std::string>& contents, bool strict = false) {
  try {
    build(contents, strict);
  } catch (const LoadError& error) {
    return error;
  }
  ADD_FAILURE() << "no LoadError";
  return {"", "", "", ""};
}

inline std::vector<std::string> arcs(const std::string& text) { return arcs_of(build({text}).web); }

inline Rejection only_rejection(const std::string& line, const std::string& good_line) {
  const LoadReport report = build({good_line + "\n" + line + "\n"}).report;
  EXPECT_EQ(report.lines, 2U);
  EXPECT_EQ(report.links, 1U);
  EXPECT_EQ(report.num_rejected(), 1U);
  if (report.examples.size() != 1) return Rejection::none;
  EXPECT_EQ(report.examples[0].line, 2U);
  return report.examples[0].reason;
}

}  // namespace orbweb::test::link_lists
