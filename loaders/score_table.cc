#include "loaders/score_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/checksum.h"
#include "graph/error.h"
#include "loaders/score_facts.h"
#include "loaders/table_rows.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

template <class Number>
std::optional<Number> parse(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Values of one column, integers until one is not.
class ColumnReader {
 public:
  ColumnReader(std::string name, std::uint64_t num_nodes, std::optional<bool> is_integer)
      : column_{std::move(name), std::vector<std::uint64_t>(num_nodes)}, may_change_(!is_integer.has_value()) {
    if (is_integer && !*is_integer) become_numbers();
  }

  /// False where `value` is no number of the column's kind.
  bool set(NodeId node, const TableValue& value) {
    return std::visit([&](const auto& plain) { return take(node, plain); }, value);
  }

  const std::string& name() const { return column_.name; }
  Column take() { return std::move(column_); }

 private:
  using Integers = std::vector<std::uint64_t>;

  bool take(NodeId node, std::string_view text) {
    if (auto* integers = std::get_if<Integers>(&column_.values)) {
      if (const auto value = parse<std::uint64_t>(text)) {
        (*integers)[node] = *value;
        return true;
      }
      if (!may_change_) return false;
      become_numbers();
    }
    const std::optional<double> value = parse<double>(text);
    if (value) std::get<std::vector<double>>(column_.values)[node] = *value;
    return value.has_value();
  }

  bool take(NodeId node, std::int64_t value) {
    if (auto* integers = std::get_if<Integers>(&column_.values)) {
      if (value >= 0) {
        (*integers)[node] = static_cast<std::uint64_t>(value);
        return true;
      }
      if (!may_change_) return false;
      become_numbers();
    }
    std::get<std::vector<double>>(column_.values)[node] = static_cast<double>(value);
    return true;
  }

  /// Other programs keep whole numbers as doubles, too: those fit a column of whole numbers.
  bool take(NodeId node, double value) {
    constexpr double kTooLarge = 0x1p63;
    if (auto* integers = std::get_if<Integers>(&column_.values); integers != nullptr && !may_change_) {
      if (!(value >= 0 && value < kTooLarge) || value != std::floor(value)) return false;
      (*integers)[node] = static_cast<std::uint64_t>(value);
      return true;
    } else if (integers != nullptr) {
      become_numbers();
    }
    std::get<std::vector<double>>(column_.values)[node] = value;
    return true;
  }

  void become_numbers() {
    const auto& integers = std::get<Integers>(column_.values);
    std::vector<double> numbers(integers.size());
    std::transform(integers.begin(), integers.end(), numbers.begin(),
                   [](std::uint64_t v) { return static_cast<double>(v); });
    column_.values = std::move(numbers);
  }

  Column column_;
  bool may_change_;
};

class ScoreTableReader {
 public:
  ScoreTableReader(const fs::path& path, const Web& web, std::optional<ScoreFacts> facts)
      : rows_(path), web_(web), facts_(std::move(facts)), seen_(web.num_nodes()) {}

  Scores read(FileSystem& files) {
    if (is_tied_by_columns()) rows_.hash_columns();
    rows_.read(
        files, [this](auto names) { return choose(names); }, [this](auto row) { take_row(row); });
    check_hashes();
    check_complete();
    return finish();
  }

 private:
  /// Takes all columns.
  std::vector<std::size_t> choose(TableRows::Names names) {
    rows_.check_first_column(names, web_);
    for (const std::string_view name : names.subspan(1)) {
      if (name == names[0] || find_column(name) != columns_.end()) {
        rows_.fail("each column once", in_quotes(name) + " again");
      }
      columns_.emplace_back(std::string(name), web_.num_nodes(), is_integer(name));
    }
    if (find_column("score") == columns_.end()) rows_.fail("a column \"score\"", "none");
    check_columns_of_facts();
    std::vector<std::size_t> places(names.size());
    std::iota(places.begin(), places.end(), std::size_t{0});
    return places;
  }

  /// Facts within a table prove nothing about values that they were not written with.
  bool is_tied_by_columns() const { return facts_ && !facts_->column_hashes.empty(); }

  void check_hashes() {
    if (!is_tied_by_columns()) return;
    const std::vector<std::string> hashes = rows_.column_hashes();
    std::map<std::string, std::string> found = {{web_.has_names() ? "name" : "node", hashes.at(0)}};
    for (std::size_t i = 0; i < columns_.size(); ++i) found[columns_[i].name()] = hashes.at(i + 1);
    if (found == facts_->column_hashes) return;
    const auto changed = std::find_if(found.begin(), found.end(), [&](const auto& column) {
      const auto written = facts_->column_hashes.find(column.first);
      return written == facts_->column_hashes.end() || written->second != column.second;
    });
    const std::string which =
        changed == found.end() ? "fewer columns" : "others in column " + in_quotes(changed->first);
    throw LoadError(rows_.file_name(), "", "the values that its orbweb-content tells of", which + kWithoutFactsWithin);
  }

  std::optional<bool> is_integer(std::string_view column) const {
    if (column == "score") return false;
    if (column == "rank") return true;
    if (!facts_) return std::nullopt;
    for (std::size_t i = 0; i < facts_->column_is_integer.size(); ++i) {
      if (facts_->scores.columns[i].name == column) return facts_->column_is_integer[i];
    }
    return std::nullopt;
  }

  void check_columns_of_facts() {
    if (!facts_) return;
    for (const Column& column : facts_->scores.columns) {
      if (find_column(column.name) == columns_.end()) {
        rows_.fail("the columns that its facts name", "no column " + orbweb::in_quotes(column.name));
      }
    }
  }

  void take_row(TableRows::Values row) {
    const std::optional<NodeId> node = rows_.find_node(row[0], web_);
    if (!node) rows_.fail("a node of this web", in_quotes(rows_.node(row[0])));
    if (seen_[*node]) rows_.fail("each node once", in_quotes(rows_.node(row[0])) + " again");
    seen_[*node] = true;
    ++num_rows_;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (columns_[i].set(*node, row[i + 1])) continue;
      rows_.fail("a number in column " + in_quotes(columns_[i].name()), in_quotes(text_of(row[i + 1])));
    }
  }

  void check_complete() const {
    if (num_rows_ == web_.num_nodes()) return;
    const auto missing = static_cast<NodeId>(std::find(seen_.begin(), seen_.end(), false) - seen_.begin());
    throw LoadError(rows_.file_name(), "", fmt::format("a row for each of the web's {} nodes", web_.num_nodes()),
                    fmt::format("{}, none for {}", num_rows_, orbweb::in_quotes(web_.display_name(missing))));
  }

  Scores finish() {
    Scores scores = facts_ ? std::move(facts_->scores) : Scores{};
    scores.columns.clear();
    for (ColumnReader& reader : columns_) {
      Column column = reader.take();
      if (column.name == "score") {
        scores.score = std::get<std::vector<double>>(std::move(column.values));
      } else if (column.name == "rank") {
        scores.rank = std::get<std::vector<std::uint64_t>>(std::move(column.values));
      } else {
        scores.columns.push_back(std::move(column));
      }
    }
    if (scores.rank.empty()) scores.rank = ranks_of(scores.score);
    check_ranks(scores.rank);
    return scores;
  }

  void check_ranks(const std::vector<std::uint64_t>& ranks) const {
    for (const std::uint64_t rank : ranks) {
      if (rank >= 1 && rank <= ranks.size()) continue;
      throw LoadError(rows_.file_name(), "", fmt::format("ranks from 1 to {}", ranks.size()),
                      fmt::format("rank {}", rank));
    }
  }

  std::vector<ColumnReader>::iterator find_column(std::string_view name) {
    return std::find_if(columns_.begin(), columns_.end(), [&](const ColumnReader& c) { return c.name() == name; });
  }

  TableRows rows_;
  const Web& web_;
  std::optional<ScoreFacts> facts_;
  std::vector<bool> seen_;
  std::vector<ColumnReader> columns_;
  std::uint64_t num_rows_ = 0;
};

StreamHash hash_of(FileSystem& files, const fs::path& path) {
  const std::unique_ptr<InputFile> file = files.open(path);
  std::vector<char> buffer(std::size_t{1} << 20);
  StreamHash hash;
  while (const std::size_t count = file->read(buffer)) hash.add(std::span(buffer).first(count));
  return hash;
}

void check_facts(const ScoreFacts& facts, const fs::path& path, const Web& web, FileSystem& files) {
  if (facts.scores.web_fingerprint != web.fingerprint()) {
    throw LoadError(path.string(), "", "scores of this web (fingerprint " + web.fingerprint() + ")",
                    "scores of another web (fingerprint " + orbweb::in_quotes(facts.scores.web_fingerprint) +
                        "); rank this web again or open the web that they were made from");
  }
  if (facts.table_hash.empty()) return;  // facts within the table: hashes of its columns tie the two
  const StreamHash hash = hash_of(files, path);
  if (hash.size() == facts.table_bytes && hash.hex() == facts.table_hash) return;
  throw LoadError(path.string(), "",
                  fmt::format("the {} bytes with XXH3-128 {} that {}.json tells of", facts.table_bytes,
                              orbweb::in_quotes(facts.table_hash), path.string()),
                  fmt::format("{} bytes with {}; rank again, or remove the .json to read the table without its facts",
                              hash.size(), hash.hex()));
}

}  // namespace

Scores read_score_table(const fs::path& path, const Web& web, FileSystem& files) {
  std::optional<ScoreFacts> facts = read_facts_of_table(files, path);
  if (facts) check_facts(*facts, path, web, files);
  return ScoreTableReader(path, web, std::move(facts)).read(files);
}

}  // namespace orbweb
