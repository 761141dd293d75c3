#include "exports/score_columns.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "columns/column_hash.h"
#include "columns/row_writer.h"
#include "exports/score_facts.h"
#include "graph/name_key.h"

namespace orbweb {

namespace {

std::vector<ColumnInfo> columns_of(const Scores& scores, const Web& web) {
  std::vector<ColumnInfo> columns;
  columns.push_back(web.has_names() ? ColumnInfo{"name", ColumnType::text} : ColumnInfo{"node", ColumnType::integer});
  columns.push_back({"score", ColumnType::number});
  columns.push_back({"rank", ColumnType::integer});
  for (const Column& column : scores.columns) {
    const bool is_integer = std::holds_alternative<std::vector<std::uint64_t>>(column.values);
    columns.push_back({column.name, is_integer ? ColumnType::integer : ColumnType::number});
  }
  return columns;
}

/// What the rows of a part are about, part by part: names where the web has them, else numbers.
class NodeColumn {
 public:
  explicit NodeColumn(const Web& web) : num_nodes_(web.num_nodes()) {
    if (web.has_names()) names_.emplace(web.names(), 0, num_nodes_);
  }

  /// Moves on by a part; false after the last.
  bool next() {
    first_ += size_;
    size_ = std::min(kMostRowsOfPart, num_nodes_ - first_);
    if (names_) {
      take_names();
    } else {
      numbers_.resize(size_);
      std::iota(numbers_.begin(), numbers_.end(), first_);
    }
    return size_ > 0;
  }

  std::uint64_t first() const { return first_; }
  std::uint64_t size() const { return size_; }
  ColumnPart values() const {
    if (names_) return text_.values();
    return std::span<const std::uint64_t>(numbers_);
  }

 private:
  void take_names() {
    text_.clear();
    while (text_.num_rows() < size_ && text_.num_bytes() < kMostTextOfPart && names_->next()) {
      text_.add(name_from_key(names_->key()));
    }
    size_ = text_.num_rows();
  }

  std::uint64_t num_nodes_;
  std::uint64_t first_ = 0;
  std::uint64_t size_ = 0;
  std::optional<NameScan> names_;
  TextColumn text_;
  std::vector<std::uint64_t> numbers_;
};

}  // namespace

void write_score_columns(const Scores& scores, const Web& web, ColumnFormat format, OutputFile& file) {
  const std::vector<ColumnInfo> columns = columns_of(scores, web);
  const std::string facts = score_facts_json(scores);
  // The order of names is the web's, not that of their bytes.
  const auto writer = ColumnFileWriter::make(format, columns, {{kFactsKey, facts}}, file, web.has_names() ? 0 : 1);
  std::vector<ColumnHash> hashes(columns.size());
  NodeColumn nodes(web);
  while (nodes.next()) {
    const auto part_of = [&](const auto& values) -> ColumnPart {
      return std::span(values).subspan(nodes.first(), nodes.size());
    };
    std::vector<ColumnPart> part = {nodes.values(), part_of(scores.score), part_of(scores.rank)};
    for (const Column& column : scores.columns) part.push_back(std::visit(part_of, column.values));
    for (std::size_t i = 0; i < part.size(); ++i) hashes[i].add(part[i]);
    writer->write(part);
  }
  std::map<std::string, std::string> hash_of_column;
  for (std::size_t i = 0; i < columns.size(); ++i) hash_of_column[columns[i].name] = hashes[i].hex();
  writer->add_metadata(kContentKey, score_content_json(facts, hash_of_column));
  writer->finish();
}

}  // namespace orbweb
