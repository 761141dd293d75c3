#include "loaders/table_names.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "graph/error.h"
#include "graph/name_key.h"
#include "graph/parallel.h"
#include "loaders/decompress.h"
#include "loaders/field_splitter.h"
#include "loaders/line_blocks.h"
#include "loaders/score_facts.h"
#include "loaders/score_table.h"

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

class FirstColumnReader {
 public:
  explicit FirstColumnReader(const fs::path& path) : name_(input_name(path)) {}

  FirstColumn read(FileSystem& files, const fs::path& path) {
    DecompressedFile file(files, path);
    LineBlocks blocks(file);
    while (const std::unique_ptr<LineBlock> block = blocks.next()) {
      std::string_view text = block->text;
      while (!text.empty()) take(take_line(text));
      if (!block->long_line.empty()) fail("a row of a score table", "a line over 1 MiB");
    }
    if (line_ == 0) throw LoadError(name_, "", "a score table with a header", "an empty file");
    return std::move(column_);
  }

 private:
  void take(std::string_view line) {
    ++line_;
    if (line_ == 1) separator_ = line.find('\t') != std::string_view::npos ? '\t' : ',';
    if (!splitter_.split(line, separator_)) fail("at most 64 columns", "more");
    const std::string_view field = splitter_.fields()[0];
    if (line_ == 1) return take_header(field);
    const std::string_view name = separator_ == ',' ? without_formula_guard(field) : field;
    if (std::any_of(name.begin(), name.end(), [](char c) { return c >= 0 && c < ' '; })) {
      fail("a name without control bytes", orbweb::quoted(name));
    }
    const std::string key = column_.has_names ? key_from_name(name) : std::string();
    column_.keys.insert(column_.keys.end(), key.begin(), key.end());
    column_.ends.push_back(column_.keys.size());
  }

  void take_header(std::string_view field) {
    column_.has_names = field == "name";
    if (field != "name" && field != "node") {
      fail("a header that starts with \"name\" or \"node\"", orbweb::quoted(field));
    }
  }

  [[noreturn]] void fail(std::string expected, std::string found) const {
    throw LoadError(name_, "line " + std::to_string(line_), std::move(expected), std::move(found));
  }

  std::string name_;
  FieldSplitter splitter_;
  char separator_ = '\t';
  FirstColumn column_;
  std::uint64_t line_ = 0;
};

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
  const std::optional<ScoreFacts> facts = read_score_facts(files, path.string() + ".json");
  const FirstColumn column = FirstColumnReader(path).read(files, path);
  std::optional<Names> names;
  if (column.has_names) names = sorted_names(column, path.string());
  const std::uint64_t nodes = column.ends.size();
  Provenance provenance;
  provenance.fold = fold;
  return Web(without_arcs(nodes), without_arcs(nodes), std::move(names), IndexSet(), LinkCounts(),
             std::move(provenance), facts ? facts->scores.web_fingerprint : std::string());
}

}  // namespace orbweb
