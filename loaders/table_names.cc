#include "loaders/table_names.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/control_bytes.h"
#include "graph/error.h"
#include "graph/name_key.h"
#include "graph/parallel.h"
#include "loaders/score_facts.h"
#include "loaders/table_rows.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

/// The first column of a table.
struct FirstColumn {
  bool has_names = true;
  std::vector<char> keys;
  std::vector<std::uint64_t> ends;

  std::string_view key(std::uint64_t i) const {
    const std::uint64_t begin = i == 0 ? 0 : ends[i - 1];
    return {keys.data() + begin, ends[i] - begin};
  }
};

FirstColumn read_first_column(const fs::path& path, FileSystem& files) {
  TableRows rows(path);
  FirstColumn column;
  const auto choose_first = [&](TableRows::Names names) -> std::vector<std::size_t> {
    column.has_names = names[0] == "name";
    if (column.has_names || names[0] == "node") return {0};
    rows.fail("a header that starts with \"name\" or \"node\"", orbweb::in_quotes(names[0]));
  };
  const auto take_row = [&](TableRows::Values row) {
    const std::string_view name = rows.node(row[0]);
    if (has_control_byte(name)) {
      rows.fail("a name without control bytes", orbweb::in_quotes(name));
    }
    const std::string key = column.has_names ? key_from_name(name) : std::string();
    column.keys.insert(column.keys.end(), key.begin(), key.end());
    column.ends.push_back(column.keys.size());
  };
  rows.read(files, choose_first, take_row);
  return column;
}

Names sorted_names(const FirstColumn& column, const std::string& path) {
  std::vector<std::string_view> keys;
  keys.reserve(column.ends.size());
  for (std::uint64_t i = 0; i < column.ends.size(); ++i) keys.push_back(column.key(i));
  parallel_sort(keys.begin(), keys.end(), std::less<>());
  std::vector<std::uint64_t> offsets = {0};
  std::vector<char> sorted;
  for (const std::string_view key : keys) {
    sorted.insert(sorted.end(), key.begin(), key.end());
    offsets.push_back(sorted.size());
  }
  try {
    return {offsets, sorted};
  } catch (const ArgumentError&) {
    throw LoadError(path, "", "each name once", "one that stands there twice");
  }
}

Graph without_arcs(std::uint64_t nodes) { return {std::vector<ArcIndex>(nodes + 1, 0), std::vector<NodeId>()}; }

}  // namespace

Web web_of_table(const fs::path& path, FoldLevel fold, FileSystem& files) {
  const std::optional<ScoreFacts> facts = read_facts_of_table(files, path);
  const FirstColumn column = read_first_column(path, files);
  std::optional<Names> names;
  if (column.has_names) names = sorted_names(column, path.string());
  const std::uint64_t nodes = column.ends.size();
  Provenance provenance;
  provenance.fold = fold;
  return Web(without_arcs(nodes), without_arcs(nodes), std::move(names), IndexSet(), LinkCounts(),
             std::move(provenance), facts ? facts->scores.web_fingerprint : std::string());
}

}  // namespace orbweb
