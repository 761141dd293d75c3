// Webs from link lists that a test writes down.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "graph/error.h"
#include "loaders/open.h"
#include "support/memory_files.h"

/// A namespace of its own: other loaders' tests have functions of the same names.
namespace orbweb::test::link_lists {

inline constexpr std::size_t kWholeFile = std::size_t{1} << 30;

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

/// "a->b:2n": arcs by name, with the number of links, "n" where none is followed; in node order.
inline std::vector<std::string> arcs_of(const Web& web) {
  std::vector<std::string> arcs;
  for (NodeId node = 0; node < web.num_nodes(); ++node) {
    ArcIndex arc = web.successors().first_arc(node);
    for (const NodeId target : web.successors()[node]) {
      arcs.push_back(web.display_name(node) + "->" + web.display_name(target) + ":" +
                     std::to_string(web.link_counts()[arc]) + (web.followed().contains(arc) ? "" : "n"));
      ++arc;
    }
  }
  return arcs;
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
