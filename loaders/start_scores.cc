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
        files, [this](auto header) { take_header(header); }, [this](auto row) { take_row(row); });
    if (num_found_ == 0) {
      throw LoadError(rows_.file_name(), "", fmt::format("scores of nodes that this web of {}s has", kind_of_nodes()),
                      "none");
    }
    return std::move(scores_);
  }

 private:
  void take_header(TableRows::Fields fields) {
    rows_.check_first_column(fields, web_);
    const auto score = std::find(fields.begin(), fields.end(), "score");
    if (score == fields.end()) rows_.fail("a column \"score\"", "none");
    score_place_ = static_cast<std::size_t>(score - fields.begin());
  }

  void take_row(TableRows::Fields fields) {
    const std::string_view text = fields[score_place_];
    double score = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), score);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    if (!is_number || !std::isfinite(score) || score < 0) rows_.fail("a score of at least 0", in_quotes(text));
    const std::string_view name = rows_.node(fields);
    const std::optional<NodeId> node = web_.find(name);
    if (!node) return;
    if (!std::isnan(scores_[*node])) rows_.fail("each node once", in_quotes(name) + " again");
    scores_[*node] = score;
    ++num_found_;
  }

  std::string kind_of_nodes() const {
    return web_.has_names() ? std::string(to_string(web_.provenance().fold)) : "numbered node";
  }

  TableRows rows_;
  const Web& web_;
  std::vector<double> scores_;
  std::size_t score_place_ = 0;
  std::uint64_t num_found_ = 0;
};

}  // namespace

std::vector<double> read_start_scores(const std::filesystem::path& path, const Web& web, FileSystem& files) {
  return StartScoresReader(path, web).read(files);
}

}  // namespace orbweb
