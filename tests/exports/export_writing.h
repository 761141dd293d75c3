// Webs on their way into files of every format, for tests.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <string>

#include "exports/export_format.h"
#include "support/data.h"
#include "support/random_graph.h"

namespace orbweb::test {

//   a.example --2 links--> b.example, --1 nofollow--> c.x.example; c.x.example --3--> itself
// Nodes in order: a.example, b.example, c.x.example.
inline Web small_web() {
  return make_named_web({{"a.example", "b.example", true, 2},
                         {"a.example", "c.x.example", false, 1},
                         {"c.x.example", "c.x.example", true, 3}},
                        FoldLevel::host);
}

/// 0 -- 1 -- 2, both ways, one link each.
inline Web path_web() { return make_web(3, {{0, 1}, {1, 0}, {1, 2}, {2, 1}}); }

class ExportFormatTest : public ::testing::Test {
 protected:
  const TemporaryFolder folder_;

  GraphExport graph_of(const Web& web, const std::string& file) const {
    return {.web = web, .name_of = names_of(web), .path = folder_ / file};
  }
  std::string written(const std::string& format, const Web& web, const std::string& file = "out") const {
    GraphExport graph = graph_of(web, file);
    graph.overwrite = true;
    write_graph(export_format_named(format), graph);
    return read_file(folder_ / file);
  }
  std::size_t num_files() const {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder_.path()), {}));
  }
};

}  // namespace orbweb::test
