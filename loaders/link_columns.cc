#include "loaders/link_columns.h"

#include <fmt/format.h>

#include <atomic>
#include <charconv>
#include <exception>
#include <limits>
#include <utility>

#include "graph/error.h"
#include "graph/parallel.h"
#include "loaders/decompress.h"
#include "loaders/link_collector.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

/// The rows of one batch to the builder: what many threads do at once.
class LinkBatchParser {
 public:
  LinkBatchParser(const ColumnBatch& batch, const LinkColumns& columns, const Fold* fold, WebBuilder& builder)
      : batch_(batch), columns_(columns), collector_(fold, builder) {}

  LoadReport parse() {
    report_.of_rows = true;
    report_.lines = batch_.num_rows;
    for (std::size_t row = 0; row < batch_.num_rows; ++row) {
      LinkFields fields;
      const Rejection rejection = take(row, fields);
      if (rejection == Rejection::none) {
        report_.links += fields.count;
      } else {
        report_.reject(batch_.first_row + row + 1, rejection, text_of(row));
      }
    }
    collector_.pass_on();
    return std::move(report_);
  }

 private:
  Rejection take(std::size_t row, LinkFields& fields) {
    if (batch_.columns[columns_.source].null_at(row) || batch_.columns[columns_.target].null_at(row)) {
      return Rejection::missing_target;
    }
    if (columns_.rel) fields.followed = is_followed(batch_.columns[*columns_.rel].texts[row]);
    if (columns_.followed) fields.followed = fields.followed && is_flagged(batch_.columns[*columns_.followed], row);
    if (const Rejection rejection = take_count(row, fields.count); rejection != Rejection::none) return rejection;
    return columns_.has_numbers() ? take_numbers(row, fields) : take_names(row, fields);
  }

  static bool is_flagged(const ColumnData& column, std::size_t row) {
    return column.null_at(row) || column.integers[row] != 0;
  }

  Rejection take_count(std::size_t row, std::uint32_t& count) const {
    constexpr std::int64_t kMost = std::numeric_limits<std::uint32_t>::max();
    if (!columns_.count || batch_.columns[*columns_.count].null_at(row)) return Rejection::none;
    const std::int64_t value = batch_.columns[*columns_.count].integers[row];
    if (value < 1 || value > kMost) return Rejection::invalid_count;
    count = static_cast<std::uint32_t>(value);
    return Rejection::none;
  }

  Rejection take_numbers(std::size_t row, const LinkFields& fields) {
    constexpr std::int64_t kNoNode = std::numeric_limits<NodeId>::max();
    BuilderArc arc{0, 0, fields.count, fields.followed};
    for (const auto& [column, node] :
         {std::pair(columns_.source, &arc.source), std::pair(columns_.target, &arc.target)}) {
      const std::int64_t value = batch_.columns[column].integers[row];
      if (value < 0) return Rejection::not_a_number;
      if (value >= kNoNode) return Rejection::number_too_large;
      *node = static_cast<NodeId>(value);
    }
    collector_.add(arc);
    return Rejection::none;
  }

  Rejection take_names(std::size_t row, LinkFields& fields) {
    fields.source = batch_.columns[columns_.source].texts[row];
    fields.target = batch_.columns[columns_.target].texts[row];
    if (fields.source.empty() || fields.target.empty()) return Rejection::missing_target;
    return collector_.add(fields);
  }

  /// As a line of text would have it.
  std::string text_of(std::size_t row) const {
    std::string text;
    for (const ColumnData& column : batch_.columns) {
      if (&column != &batch_.columns.front()) text += '\t';
      if (column.null_at(row)) continue;
      if (column.type == ColumnType::text) {
        text += column.texts[row].substr(0, kMostQuoted);
      } else {
        text += fmt::format("{}", column.integers[row]);
      }
    }
    return text;
  }

  static constexpr std::size_t kMostQuoted = 256;

  const ColumnBatch& batch_;
  const LinkColumns& columns_;
  LinkCollector collector_;
  LoadReport report_;
};

struct BatchOutcome {
  LoadReport report;
  std::exception_ptr error;
};

/// One file. Errors are carried past the pipeline, as loaders/link_list.cc does and for its reasons.
class LinkColumnLoad {
 public:
  LinkColumnLoad(const fs::path& path, const Fold* fold, WebBuilder& builder, const LinkColumnOptions& options,
                 const Control& control, FileSystem& files)
      : path_(path),
        fold_(fold),
        builder_(builder),
        options_(options),
        control_(control),
        file_(ColumnFileReader::open(files, path, {options.memory_limit, control.stop})),
        columns_(*file_, path) {
    if (columns_.has_numbers() != (fold == nullptr)) {
      throw LoadError(path.string(), "", fold == nullptr ? "numbers as nodes, as the first file has" : "names as nodes",
                      fold == nullptr ? "names" : "numbers");
    }
    take_num_nodes();
  }

  std::uint64_t bytes() const { return file_->file_bytes(); }

  LoadReport run() {
    report_.of_rows = true;
    const std::size_t in_flight = 2 * static_cast<std::size_t>(num_threads());
    const auto read = [&]() { return read_batch(); };
    const auto parse = [&](std::unique_ptr<ColumnBatch> batch) { return parse_batch(*batch); };
    const auto finish = [&](std::unique_ptr<BatchOutcome> outcome) { finish_batch(*outcome); };
    // Where memory is short, all that is on its way goes first.
    do {
      has_read_ = pauses_ = false;
      parallel_pipeline(in_flight, read, parse, finish);
    } while (pauses_);
    if (batch_error_) std::rethrow_exception(batch_error_);
    if (read_error_) std::rethrow_exception(read_error_);
    report_.bytes = bytes();
    return std::move(report_);
  }

 private:
  /// A table of arcs that says how many nodes there are keeps those without arcs.
  void take_num_nodes() {
    const std::optional<std::string> text = file_->metadata(kNumNodesKey);
    if (!text || fold_ != nullptr) return;
    constexpr std::uint64_t kMost = std::numeric_limits<NodeId>::max();
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    if (error != std::errc() || end != text->data() + text->size() || number > kMost) {
      throw LoadError(path_.string(), kNumNodesKey, fmt::format("a number of nodes, at most {}", kMost),
                      orbweb::in_quotes(*text));
    }
    builder_.set_num_nodes_at_least(number);
  }

  std::unique_ptr<ColumnBatch> read_batch() {
    if (failed_) return nullptr;
    pauses_ = has_read_ && file_->is_short_of_memory();
    if (pauses_) return nullptr;
    has_read_ = true;
    try {
      control_.check();
      return file_->next();
    } catch (...) {
      read_error_ = std::current_exception();
      return nullptr;
    }
  }

  std::unique_ptr<BatchOutcome> parse_batch(const ColumnBatch& batch) {
    auto outcome = std::make_unique<BatchOutcome>();
    try {
      outcome->report = LinkBatchParser(batch, columns_, fold_, builder_).parse();
    } catch (...) {
      outcome->error = std::current_exception();
    }
    return outcome;
  }

  void finish_batch(BatchOutcome& outcome) {
    if (failed_) return;
    try {
      if (outcome.error) std::rethrow_exception(outcome.error);
      for (RejectedLine& example : outcome.report.examples) example.path = path_.string();
      if (options_.strict) check_strict(outcome.report);
      report_.append(outcome.report);
      control_.progress({.phase = "reading links", .done = report_.lines, .total = file_->num_rows(), .unit = "rows"});
    } catch (...) {
      batch_error_ = std::current_exception();
      failed_ = true;
    }
  }

  static void check_strict(const LoadReport& report) {
    if (report.examples.empty()) return;
    const RejectedLine& row = report.examples.front();
    throw LoadError(row.path, fmt::format("row {}", row.line), "a link (strict)",
                    fmt::format("{}: {}", to_string(row.reason), row.text));
  }

  fs::path path_;
  const Fold* fold_;
  WebBuilder& builder_;
  const LinkColumnOptions& options_;
  const Control& control_;
  std::unique_ptr<ColumnFileReader> file_;
  LinkColumns columns_;
  LoadReport report_;
  bool has_read_ = false;  ///< since the pipeline began
  bool pauses_ = false;    ///< until the pipeline is empty
  std::atomic<bool> failed_ = false;
  std::exception_ptr read_error_, batch_error_;
};

}  // namespace

LoadReport load_link_columns(const std::vector<fs::path>& paths, const Fold* fold, WebBuilder& builder,
                             const LinkColumnOptions& options, const Control& control, FileSystem& files) {
  LoadReport report;
  for (const fs::path& path : paths) {
    report.append(LinkColumnLoad(path, fold, builder, options, control, files).run());
  }
  if (report.links > 0 || report.lines == 0) return report;
  std::string found = fmt::format("none in {} rows of {} files", report.lines, paths.size());
  if (!report.examples.empty()) {
    const RejectedLine& row = report.examples.front();
    found += fmt::format("; row {} is {}: {}", row.line, to_string(row.reason), row.text);
  }
  throw LoadError(input_name(paths.front()), "", "at least one link", std::move(found));
}

}  // namespace orbweb
