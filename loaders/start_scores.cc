#include "loaders/start_scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "graph/error.h"
#include "loaders/decompress.h"
#include "loaders/field_splitter.h"
#include "loaders/line_blocks.h"
#include "loaders/score_table.h"

namespace orbweb {

namespace {

class StartScoresReader {
 public:
  StartScoresReader(const std::filesystem::path& path, const Web& web)
      : name_(input_name(path)), web_(web), scores_(web.num_nodes(), std::numeric_limits<double>::quiet_NaN()) {}

  std::vector<double> read(FileSystem& files, const std::filesystem::path& path) {
    DecompressedFile file(files, path);
    LineBlocks blocks(file);
    while (const std::unique_ptr<LineBlock> block = blocks.next()) {
      std::string_view text = block->text;
      while (!text.empty()) take(take_line(text));
      if (!block->long_line.empty()) fail("a row of a score table", "a line over 1 MiB", 1);
    }
    if (line_ == 0) throw LoadError(name_, "", "a score table with a header", "an empty file");
    if (num_found_ == 0) {
      throw LoadError(name_, "", fmt::format("scores of nodes that this web of {}s has", kind_of_nodes()), "none");
    }
    return std::move(scores_);
  }

 private:
  void take(std::string_view line) {
    ++line_;
    if (line_ == 1) separator_ = line.find('\t') != std::string_view::npos ? '\t' : ',';
    if (!splitter_.split(line, separator_)) fail("at most 64 columns", "more");
    if (line_ == 1) {
      take_header();
    } else {
      take_row();
    }
  }

  void take_header() {
    const auto fields = splitter_.fields();
    const std::string_view first = web_.has_names() ? "name" : "node";
    if (fields[0] != first) {
      fail(fmt::format("a header that starts with \"{}\", as scores of a web like this have", first),
           quoted(fields[0]));
    }
    const auto score = std::find(fields.begin(), fields.end(), "score");
    if (score == fields.end()) fail("a column \"score\"", "none");
    score_place_ = static_cast<std::size_t>(score - fields.begin());
    num_columns_ = fields.size();
  }

  void take_row() {
    const auto fields = splitter_.fields();
    if (fields.size() != num_columns_) {
      fail(fmt::format("{} columns", num_columns_), fmt::format("{}", fields.size()));
    }
    const std::string_view text = fields[score_place_];
    double score = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), score);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    if (!is_number || !std::isfinite(score) || score < 0) fail("a score of at least 0", quoted(text));
    const std::string_view name = separator_ == ',' ? without_formula_guard(fields[0]) : fields[0];
    const std::optional<NodeId> node = web_.find(name);
    if (!node) return;
    if (!std::isnan(scores_[*node])) fail("each node once", quoted(name) + " again");
    scores_[*node] = score;
    ++num_found_;
  }

  std::string kind_of_nodes() const {
    return web_.has_names() ? std::string(to_string(web_.provenance().fold)) : "numbered node";
  }

  [[noreturn]] void fail(std::string expected, std::string found, std::uint64_t lines_further = 0) const {
    throw LoadError(name_, "line " + std::to_string(line_ + lines_further), std::move(expected), std::move(found));
  }

  std::string name_;
  const Web& web_;
  std::vector<double> scores_;
  FieldSplitter splitter_;
  char separator_ = '\t';
  std::size_t score_place_ = 0;
  std::size_t num_columns_ = 0;
  std::uint64_t line_ = 0;
  std::uint64_t num_found_ = 0;
};

}  // namespace

std::vector<double> read_start_scores(const std::filesystem::path& path, const Web& web, FileSystem& files) {
  return StartScoresReader(path, web).read(files, path);
}

}  // namespace orbweb
