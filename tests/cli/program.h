// Runs the real program in a folder of its own and keeps what it said.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "support/data.h"

namespace orbweb::test {

struct Outcome {
  int status;  ///< exit status, or -N where signal N ended the program
  std::string out;
  std::string err;
  std::uint64_t peak_memory = 0;  ///< bytes resident at most, of the program or of what started it
};

/// A folder that the program runs in, with links of five domains and the paths that tests speak of.
///
///   a.com --> b.org --> c.net --> d.io --> a.com        e.com --> d.io, c.net, itself
///     |        +------------------->                    a.com to c.net: nofollow only
///     +--(nofollow)--> c.net
class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest();

  /// Runs `orbweb ARGUMENTS`; standard output goes to `out_path` where given, and is then not in the outcome.
  Outcome run(const std::vector<std::string>& arguments, const std::filesystem::path& out_path = {}) const;
  /// Runs bash with a script in which orbweb is on the PATH.
  Outcome run_bash(const std::string& script) const;
  /// The same, where the program must succeed and print one JSON object.
  nlohmann::json run_json(const std::vector<std::string>& arguments) const;

  /// Makes my.web, folded to domains, and dr.tsv of its domain ratings.
  void make_web() const;
  void make_scores() const;

  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  void write(const std::string& name, std::string_view content) const { folder_.write(name, content); }
  /// Names in the folder, sorted.
  std::vector<std::string> files() const;

 private:
  Outcome run_command(const std::vector<std::string>& command, const std::filesystem::path& out_path) const;

  TemporaryFolder folder_;
  TemporaryFolder streams_;
};

/// 2000 links between hosts.
inline std::string many_links() {
  std::string links;
  for (int i = 0; i < 2000; ++i) links += "a" + std::to_string(i * 7919) + ".com\tb.org\n";
  return links;
}

}  // namespace orbweb::test
