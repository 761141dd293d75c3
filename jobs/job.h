// What an operator wants done, as one file says it: docs/operator-guide.md shows one and tells of every key.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "algos/table.h"
#include "exports/score_postgres.h"
#include "graph/files.h"
#include "loaders/open.h"

namespace orbweb {

/// One table of scores.
struct ScoresJob {
  std::string name;  ///< of the table and its files
  std::string algorithm;
  OptionValues options;                                  ///< all that were given but the vectors
  std::map<std::string, std::filesystem::path> vectors;  ///< files of values by node, by option
};

/// Which releases stay. The one that CURRENT names stays whatever these say.
struct Retention {
  std::uint64_t keep_count = 30;  ///< the newest ones; at least 1
  double keep_days = 0;           ///< none older; 0 for no limit
  std::uint64_t keep_webs = 2;    ///< webs of the newest releases, which `diff` and `explain` read
};

struct Job {
  std::string name;
  std::string text;      ///< the file as it was read
  std::string settings;  ///< what it came to, overrides included, as JSON

  std::vector<std::filesystem::path> inputs;  ///< files or patterns (jobs/inputs.h)
  BuildOptions build;
  std::string encoding;                ///< of the web's rows; empty for the default
  double quarantine_threshold = 0.01;  ///< nothing is published where a larger share of lines is refused

  std::vector<ScoresJob> scores;

  std::filesystem::path releases = "releases";
  std::vector<std::string> formats = {"tsv.zst"};  ///< of the tables: extensions
  bool report = true;
  bool publish_unconverged = false;
  bool warm_start = true;        ///< iterations begin at the last release's scores, by name
  double most_nodes_lost = 0.5;  ///< nothing is published where a larger share of the last release's nodes is gone
  Retention retention;

  std::optional<PostgresTarget> postgres;  ///< where each release's tables also go

  int threads = 0;  ///< 0 = all processors

  std::filesystem::path metrics;            ///< Prometheus textfile; empty for none
  std::vector<std::string> notify_command;  ///< program and arguments; empty for none
};

/// What stands in for keys of the file, in this order: the last one wins.
struct JobOverrides {
  std::vector<std::string> settings;  ///< "key.path=value"
  std::filesystem::path releases;     ///< the folder; empty for the job's own
};

/// The formats that a table of scores may have, as extensions.
std::vector<std::string> table_formats();

/// Reads and checks a job: every key, every option of every algorithm, and that options are within their range, which
/// each algorithm says itself when it is tried on a web of three nodes. Relative paths start at the file's own folder.
/// Throws LoadError naming the line, ArgumentError for overrides that are no assignments.
Job read_job(const std::filesystem::path& path, const JobOverrides& overrides, FileSystem& files);

}  // namespace orbweb
