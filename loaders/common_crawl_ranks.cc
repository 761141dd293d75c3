#include "loaders/common_crawl_ranks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

#include "graph/error.h"
#include "graph/host_labels.h"
#include "loaders/text_lines.h"

namespace orbweb {

namespace {

enum ColumnIndex : std::size_t { harmonic_pos, harmonic_val, pr_pos, pr_val, host_rev, n_hosts, kNumColumns };
constexpr std::array<std::string_view, kNumColumns> kColumns = {"#harmonicc_pos", "#harmonicc_val", "#pr_pos",
                                                                "#pr_val",        "#host_rev",      "#n_hosts"};
constexpr std::size_t kAbsent = std::numeric_limits<std::size_t>::max();

class RanksReader {
 public:
  RanksReader(const std::filesystem::path& path, FileSystem& files,
              const std::function<void(const CommonCrawlRank&)>& take)
      : lines_(path, "a line of up to 1 MiB"), files_(files), take_(take) {
    for (std::size_t i = 0; i < kNumColumns; ++i) column_at_[i] = i;
  }

  void run() {
    lines_.read(files_, [this](std::string_view line) { take_line(line); });
    if (num_ranks_ == 0) throw LoadError(lines_.file_name(), "", "at least one rank", "none");
  }

 private:
  void take_line(std::string_view line) {
    if (line.starts_with('#') && lines_.number() == 1) return read_header(line);
    split(line);
    take_(rank());
    ++num_ranks_;
  }

  void split(std::string_view line) {
    fields_.clear();
    while (true) {
      const std::size_t tab = line.find('\t');
      fields_.push_back(line.substr(0, tab));
      if (tab == std::string_view::npos) return;
      line.remove_prefix(tab + 1);
    }
  }

  void read_header(std::string_view line) {
    split(line);
    for (std::size_t i = 0; i < kNumColumns; ++i) {
      const auto found = std::find(fields_.begin(), fields_.end(), kColumns[i]);
      column_at_[i] = found == fields_.end() ? kAbsent : static_cast<std::size_t>(found - fields_.begin());
      if (column_at_[i] == kAbsent && i != n_hosts)
        lines_.fail("a column " + std::string(kColumns[i]), orbweb::in_quotes(line));
    }
  }

  CommonCrawlRank rank() const {
    CommonCrawlRank rank;
    rank.harmonic_position = number<std::uint64_t>(harmonic_pos);
    rank.harmonic = number<double>(harmonic_val);
    rank.pagerank_position = number<std::uint64_t>(pr_pos);
    rank.pagerank = number<double>(pr_val);
    rank.name = with_labels_reversed(field(host_rev));
    if (rank.name.empty()) lines_.fail("a name", "none");
    if (column_at_[n_hosts] < fields_.size()) rank.num_hosts = number<std::uint64_t>(n_hosts);
    return rank;
  }

  std::string_view field(std::size_t column) const {
    const std::size_t at = column_at_[column];
    if (at >= fields_.size()) {
      lines_.fail("a column " + std::string(kColumns[column]), std::to_string(fields_.size()) + " columns");
    }
    return fields_[at];
  }

  template <class Number>
  Number number(std::size_t column) const {
    const std::string_view text = field(column);
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    bool is_good = error == std::errc() && end == text.data() + text.size();
    if constexpr (std::is_floating_point_v<Number>) is_good = is_good && std::isfinite(value) && value >= 0;
    if (!is_good) lines_.fail("a number as " + std::string(kColumns[column].substr(1)), orbweb::in_quotes(text));
    return value;
  }

  TextLines lines_;
  FileSystem& files_;
  const std::function<void(const CommonCrawlRank&)>& take_;
  std::array<std::size_t, kNumColumns> column_at_{};
  std::vector<std::string_view> fields_;
  std::uint64_t num_ranks_ = 0;
};

}  // namespace

void read_common_crawl_ranks(const std::filesystem::path& path, const std::function<void(const CommonCrawlRank&)>& take,
                             FileSystem& files) {
  RanksReader(path, files, take).run();
}

CommonCrawlScores read_common_crawl_scores(const std::filesystem::path& path, const Web& web, FileSystem& files) {
  const std::uint64_t num_nodes = web.num_nodes();
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  CommonCrawlScores scores{std::vector<double>(num_nodes, kNaN), std::vector<double>(num_nodes, kNaN),
                           std::vector<std::uint64_t>(num_nodes), std::vector<std::uint64_t>(num_nodes)};
  read_common_crawl_ranks(
      path,
      [&](const CommonCrawlRank& rank) {
        const std::optional<NodeId> node = web.find(rank.name);
        if (!node) {
          ++scores.num_unmatched;
        } else if (std::isnan(scores.harmonic[*node])) {
          ++scores.num_matched;
          scores.harmonic[*node] = rank.harmonic;
          scores.pagerank[*node] = rank.pagerank;
          scores.harmonic_position[*node] = rank.harmonic_position;
          scores.pagerank_position[*node] = rank.pagerank_position;
        }
      },
      files);
  return scores;
}

}  // namespace orbweb
