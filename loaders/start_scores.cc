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
#include "loaders/table_rows.h"

namespace orbweb {

namespace {

class StartScoresReader {
 public:
  StartScoresReader(const std::filesystem::path& path, const Web& web)
      : rows_(path), web_(web), scores_(web.num_nodes(), std::numeric_limits<double>::quiet_NaN()) {}

  std::vector<double> read(FileSystem& files) {
    rows_.read(
        files, [this](auto names) { return choose(names); }, [this](auto row) { take_row(row); });
    if (num_found_ == 0) {
      throw LoadError(rows_.file_name(), "", fmt::format("scores of nodes that this web of {}s has", kind_of_nodes()),
                      "none");
    }
    return std::move(scores_);
  }

 private:
  std::vector<std::size_t> choose(TableRows::Names names) const {
    rows_.check_first_column(names, web_);
    const auto score = std::find(names.begin(), names.end(), "score");
    if (score == names.end()) rows_.fail("a column \"score\"", "none");
    return {0, static_cast<std::size_t>(score - names.begin())};
  }

  void take_row(TableRows::Values row) {
    const std::optional<double> score = score_of(row[1]);
    if (!score || !std::isfinite(*score) || *score < 0) rows_.fail("a score of at least 0", in_quotes(text_of(row[1])));
    const std::optional<NodeId> node = rows_.find_node(row[0], web_);
    if (!node) return;
    if (!std::isnan(scores_[*node])) rows_.fail("each node once", in_quotes(rows_.node(row[0])) + " again");
    scores_[*node] = *score;
    ++num_found_;
  }

  static std::optional<double> score_of(const TableValue& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
    const std::string_view text = std::get<std::string_view>(value);
    double score = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), score);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return score;
  }

  std::string kind_of_nodes() const {
    return web_.has_names() ? std::string(to_string(web_.provenance().fold)) : "numbered node";
  }

  TableRows rows_;
  const Web& web_;
  std::vector<double> scores_;
  std::uint64_t num_found_ = 0;
};

}  // namespace

std::vector<double> read_start_scores(const std::filesystem::path& path, const Web& web, FileSystem& files) {
  return StartScoresReader(path, web).read(files);
}

}  // namespace orbweb
