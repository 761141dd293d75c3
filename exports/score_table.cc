#include "exports/score_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <functional>
#include <optional>
#include <utility>

#include "columns/column_file.h"
#include "exports/compress.h"
#include "exports/score_columns.h"
#include "exports/score_facts.h"
#include "graph/checksum.h"
#include "graph/control_bytes.h"
#include "graph/error.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kRowsAtOnce = 1 << 12;   // rows that one thread makes the text of
constexpr std::uint64_t kBlocksAtOnce = 1 << 5;  // blocks of rows that wait to be written

template <class Number>
void append_number(std::string& text, Number value) {
  char digits[32];
  const auto [end, error] = std::to_chars(std::begin(digits), std::end(digits), value);
  text.append(digits, error == std::errc() ? end : digits);
}

/// Spreadsheets run what looks like a formula, and names come from strangers.
bool looks_like_formula(std::string_view name) {
  constexpr std::string_view kFirst = "=+-@";
  return !name.empty() && kFirst.find(name.front()) != std::string_view::npos;
}

void append_csv_name(std::string& text, std::string_view name) {
  const bool needs_quotes = name.find_first_of("\",") != std::string_view::npos;
  if (needs_quotes) text += '"';
  if (looks_like_formula(name)) text += '\'';
  for (const char c : name) {
    if (c == '"') text += '"';
    text += c;
  }
  if (needs_quotes) text += '"';
}

/// Makes the rows of a table one by one, highest score first.
class TableText {
 public:
  TableText(const Scores& scores, const Web& web, char separator)
      : scores_(scores), web_(web), separator_(separator), order_(top_nodes(scores.score, scores.score.size())) {}

  void append_header(std::string& text) const {
    text += web_.has_names() ? "name" : "node";
    for (const std::string_view name : {"score", "rank"}) text.append(1, separator_).append(name);
    for (const Column& column : scores_.columns) text.append(1, separator_).append(column.name);
    text += '\n';
  }

  /// Calls write(text) for all rows, block by block.
  template <class Write>
  void write_rows(Write&& write) const {
    std::vector<std::string> blocks(kBlocksAtOnce);
    for (std::uint64_t first = 0; first < order_.size(); first += kRowsAtOnce * kBlocksAtOnce) {
      const std::uint64_t rows = std::min<std::uint64_t>(kRowsAtOnce * kBlocksAtOnce, order_.size() - first);
      parallel_for((rows + kRowsAtOnce - 1) / kRowsAtOnce, 1, [&](std::uint64_t begin, std::uint64_t end) {
        for (std::uint64_t block = begin; block < end; ++block) {
          const std::uint64_t row = first + block * kRowsAtOnce;
          append_rows(blocks[block], row, std::min<std::uint64_t>(row + kRowsAtOnce, first + rows));
        }
      });
      for (std::string& block : blocks) {
        write(block);
        block.clear();
      }
    }
  }

 private:
  void append_rows(std::string& text, std::uint64_t begin, std::uint64_t end) const {
    for (std::uint64_t row = begin; row < end; ++row) append_row(text, row);
  }

  void append_row(std::string& text, std::uint64_t row) const {
    const NodeId node = order_[row];
    append_name(text, node);
    text += separator_;
    append_number(text, scores_.score[node]);
    text += separator_;
    append_number(text, scores_.rank[node]);
    for (const Column& column : scores_.columns) {
      text += separator_;
      std::visit([&](const auto& values) { append_number(text, values[node]); }, column.values);
    }
    text += '\n';
  }

  void append_name(std::string& text, NodeId node) const {
    const std::string name = web_.display_name(node);
    if (has_control_byte(name)) {
      throw ArgumentError(fmt::format("node {} has control bytes in its name {}, which no table can hold", node,
                                      orbweb::in_quotes(name)));
    }
    if (separator_ == ',') {
      append_csv_name(text, name);
    } else {
      text += name;
    }
  }

  const Scores& scores_;
  const Web& web_;
  char separator_;
  std::vector<NodeId> order_;
};

void check_fits(const Scores& scores, const Web& web) {
  const std::uint64_t nodes = web.num_nodes();
  bool fits = scores.score.size() == nodes && scores.rank.size() == nodes;
  for (const Column& column : scores.columns) {
    fits = fits && std::visit([](const auto& values) { return values.size(); }, column.values) == nodes;
  }
  if (!fits) throw ArgumentError(fmt::format("the scores do not have one value for each of the web's {} nodes", nodes));
}

fs::path without_compression(const fs::path& path) {
  return output_compression_of(path) == OutputCompression::none ? path : path.parent_path() / path.stem();
}

char separator_for(const fs::path& path) { return without_compression(path).extension() == ".csv" ? ',' : '\t'; }

fs::path facts_path(const fs::path& path) { return path.string() + ".json"; }

/// Counts and hashes what passes on its way to a file.
class HashedFile : public OutputFile {
 public:
  explicit HashedFile(std::unique_ptr<OutputFile> file) : file_(std::move(file)) {}
  void write(std::span<const char> bytes) override {
    hash_.add(bytes);
    file_->write(bytes);
  }
  void sync() override { file_->sync(); }
  void close() override { file_->close(); }
  const StreamHash& hash() const { return hash_; }

 private:
  std::unique_ptr<OutputFile> file_;
  StreamHash hash_;
};

/// Steps back, taken last first unless the whole succeeds.
class Undo {
 public:
  explicit Undo(FileSystem& files) : files_(files) {}
  ~Undo() {
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) run(*step);
  }
  Undo(const Undo&) = delete;
  Undo& operator=(const Undo&) = delete;
  void add(std::function<void(FileSystem&)> step) { steps_.push_back(std::move(step)); }
  void keep() { steps_.clear(); }

 private:
  void run(const std::function<void(FileSystem&)>& step) noexcept {
    try {
      step(files_);
    } catch (...) {
      // The error that brought us here is the one to report; the steps before this one are still worth trying.
      return;
    }
  }

  FileSystem& files_;
  std::vector<std::function<void(FileSystem&)>> steps_;
};

void write_text(const Scores& scores, const Web& web, const fs::path& final_path, OutputFile& file) {
  const auto writer = CompressedWriter::make(output_compression_of(final_path), file);
  const TableText table(scores, web, separator_for(final_path));
  std::string text;
  table.append_header(text);
  writer->write(text);
  table.write_rows([&](const std::string& rows) { writer->write(rows); });
  writer->finish();
}

/// Writes the table to `path`, on stable storage, and returns the text of its facts.
std::string write_table(const Scores& scores, const Web& web, const fs::path& path, const fs::path& final_path,
                        FileSystem& files) {
  HashedFile file(files.create(path));
  if (const std::optional<ColumnFormat> columns = column_format_of(final_path)) {
    write_score_columns(scores, web, *columns, file);
  } else {
    write_text(scores, web, final_path, file);
  }
  file.sync();
  file.close();
  return score_facts_json(scores, file.hash().size(), file.hash().hex());
}

void write_synced(FileSystem& files, const fs::path& path, std::string_view content) {
  const std::unique_ptr<OutputFile> file = files.create(path);
  file->write(content);
  file->sync();
  file->close();
}

/// Puts the facts where they are read. Those that they replace, if any, are at `new_facts` then.
void place_facts(FileSystem& files, Undo& undo, const fs::path& new_facts, const fs::path& facts, bool overwrite) {
  if (overwrite && files.exists(facts)) {
    files.exchange(new_facts, facts);
    undo.add([=](FileSystem& fs) { fs.exchange(new_facts, facts); });
  } else {
    files.rename_new(new_facts, facts);
    undo.add([=](FileSystem& fs) { fs.remove_all(facts); });
  }
}

/// Both files are on stable storage under temporary names. Facts first, and the folder synced before the table follows:
/// whatever moment a crash chooses, a new table has its new facts. New facts may stand beside the old table, or alone;
/// their hash tells readers that they are not its. The other order would leave a new table with the old facts or none,
/// and of a table without facts nobody knows what it is worth.
void publish(FileSystem& files, Undo& undo, const fs::path& new_table, const fs::path& table, const fs::path& new_facts,
             const fs::path& facts, bool overwrite) {
  place_facts(files, undo, new_facts, facts, overwrite);
  files.sync_directory(parent_folder(table));
  if (overwrite) {
    files.rename(new_table, table);
  } else {
    files.rename_new(new_table, table);
  }
  undo.keep();
  remove_quietly(files, new_facts);
  files.sync_directory(parent_folder(table));
}

}  // namespace

void check_score_table_path(const fs::path& path) {
  if (column_format_of(path)) return require_column_files(path);
  const fs::path extension = without_compression(path).extension();
  if (extension == ".tsv" || extension == ".csv") return;
  throw ArgumentError(
      fmt::format("cannot tell the format of {}: a score table ends in .tsv or .csv, then perhaps .gz or .zst, or in "
                  ".parquet or .arrow",
                  path.string()));
}

void check_can_write_score_table(const fs::path& path, bool overwrite, FileSystem& files) {
  check_score_table_path(path);
  for (const fs::path& output : {path, facts_path(path)}) check_can_write_file(files, output, overwrite);
  if (files.exists(path) && !files.exists(facts_path(path))) {
    throw CreateError(fmt::format("cannot replace {}: it is not a score table that Orbweb wrote, since there is no {}",
                                  path.string(), facts_path(path).filename().string()));
  }
}

void write_score_table(const Scores& scores, const Web& web, const fs::path& path, bool overwrite, FileSystem& files) {
  check_can_write_score_table(path, overwrite, files);
  check_fits(scores, web);
  const fs::path facts = facts_path(path);
  const fs::path new_table = temporary_sibling(path);
  const fs::path new_facts = temporary_sibling(facts);
  Undo undo(files);
  undo.add([=](FileSystem& fs) { remove_quietly(fs, new_table); });
  const std::string facts_text = write_table(scores, web, new_table, path, files);
  undo.add([=](FileSystem& fs) { remove_quietly(fs, new_facts); });
  write_synced(files, new_facts, facts_text);
  publish(files, undo, new_table, path, new_facts, facts, overwrite);
}

std::string score_table_text(const Scores& scores, const Web& web, char separator) {
  check_fits(scores, web);
  const TableText table(scores, web, separator);
  std::string text;
  table.append_header(text);
  table.write_rows([&](const std::string& rows) { text += rows; });
  return text;
}

}  // namespace orbweb
