#include "python/src/arrow_links.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <vector>

#include "graph/control_bytes.h"
#include "graph/parallel.h"
#include "loaders/arc_sink.h"
#include "loaders/link_list_line.h"
#include "python/src/arrow_column.h"

namespace orbweb::python {

namespace {

constexpr std::int64_t kRowsAtOnce = 1 << 14;
constexpr std::size_t kLongestName = std::size_t{8} << 10;

/// What the producer says went wrong.
void check_stream(ArrowArrayStream& stream, int status) {
  if (status == 0) return;
  const char* const text = stream.get_last_error(&stream);
  throw ArgumentError(fmt::format("the Arrow stream failed: {}", text == nullptr ? "no reason given" : text));
}

std::string_view kind_name(ColumnKind kind) {
  constexpr std::string_view kNames[] = {"integers", "text", "flags", "another type"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string described(const ArrowSchema& schema) {
  std::vector<std::string> columns;
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& child = *schema.children[i];
    columns.push_back(
        fmt::format("{} ({})", child.name == nullptr ? "" : child.name, kind_name(kind_of_column(child))));
  }
  return fmt::format("{}", fmt::join(columns, ", "));
}

NodeId node_of(const ArrowColumn& column, std::int64_t row) {
  const std::uint64_t number = column.number(row);
  if (number >= kNodeNumberLimit) {
    throw LimitError(fmt::format("node {}: this build holds nodes below {}", number, kNodeNumberLimit));
  }
  return static_cast<NodeId>(number);
}

}  // namespace

/// One record batch, released at the end.
struct ArrowLinks::Batch {
  ArrowArray array{};
  std::optional<ArrowColumn> source, target, rel, count;
  bool rel_is_flag = false;
  std::uint64_t first_row = 0;

  Batch() = default;
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;
  ~Batch() {
    if (array.release != nullptr) array.release(&array);
  }

  void open(const ArrowSchema& schema, const Columns& columns) {
    if (array.n_children != schema.n_children) {
      throw ArgumentError(
          fmt::format("a record batch has {} columns, but its schema {}", array.n_children, schema.n_children));
    }
    const auto take = [&](int place, std::optional<ArrowColumn>& column) {
      if (place >= 0) column.emplace(*schema.children[place], *array.children[place], array.offset);
    };
    take(columns.source, source);
    take(columns.target, target);
    take(columns.rel, rel);
    take(columns.count, count);
    rel_is_flag = columns.rel >= 0 && kind_of_column(*schema.children[columns.rel]) == ColumnKind::flag;
  }

  void check_not_null(std::int64_t row) const {
    if (!source->is_null(row) && !target->is_null(row)) return;
    throw ArgumentError(
        fmt::format("row {}: expected a source and a target, found null", first_row + static_cast<std::uint64_t>(row)));
  }
  bool followed(std::int64_t row) const {
    if (!rel || rel->is_null(row)) return true;
    return rel_is_flag ? rel->flag(row) : is_followed(rel->text(row));
  }
  std::uint32_t links(std::int64_t row) const {
    if (!count || count->is_null(row)) return 1;
    const std::uint64_t number = count->number(row);
    if (number >= 1 && number <= std::numeric_limits<std::uint32_t>::max()) return static_cast<std::uint32_t>(number);
    throw ArgumentError(fmt::format("row {}: expected a count from 1 to 4294967295, found {}",
                                    first_row + static_cast<std::uint64_t>(row), number));
  }
  void for_each_piece(const std::function<void(std::int64_t, std::int64_t)>& work) const {
    const auto pieces = static_cast<std::uint64_t>((array.length + kRowsAtOnce - 1) / kRowsAtOnce);
    parallel_for(pieces, 1, [&](std::uint64_t first, std::uint64_t last) {
      for (std::uint64_t piece = first; piece < last; ++piece) {
        const std::int64_t begin = static_cast<std::int64_t>(piece) * kRowsAtOnce;
        work(begin, std::min(begin + kRowsAtOnce, array.length));
      }
    });
  }
};

ArrowLinks::ArrowLinks(ArrowArrayStream* stream, const FoldOptions* fold) : stream_(*stream) {
  stream->release = nullptr;  // moved, as the interface says
  try {
    check_stream(stream_, stream_.get_schema(&stream_, &schema_));
    find_columns();
    if (fold != nullptr && has_names_) fold_.emplace(*fold);
  } catch (...) {
    if (schema_.release != nullptr) schema_.release(&schema_);
    if (stream_.release != nullptr) stream_.release(&stream_);
    throw;
  }
}

ArrowLinks::~ArrowLinks() {
  if (schema_.release != nullptr) schema_.release(&schema_);
  if (stream_.release != nullptr) stream_.release(&stream_);
}

void ArrowLinks::find_columns() {
  const auto place_of = [&](std::string_view name) {
    for (std::int64_t i = 0; i < schema_.n_children; ++i) {
      if (schema_.children[i]->name != nullptr && schema_.children[i]->name == name) return static_cast<int>(i);
    }
    return -1;
  };
  columns_ = {place_of("source"), place_of("target"), place_of("rel"), place_of("count")};
  if (columns_.rel < 0) columns_.rel = place_of("followed");
  if (columns_.source < 0 && columns_.target < 0 && schema_.n_children >= 2) {
    columns_.source = 0;
    columns_.target = 1;
  }
  const auto kind_at = [&](int place) {
    return place < 0 ? ColumnKind::other : kind_of_column(*schema_.children[place]);
  };
  const ColumnKind source = kind_at(columns_.source);
  const bool nodes_fit =
      source == kind_at(columns_.target) && (source == ColumnKind::integer || source == ColumnKind::text);
  const ColumnKind rel = kind_at(columns_.rel);
  const bool rel_fits = columns_.rel < 0 || rel == ColumnKind::text || rel == ColumnKind::flag;
  const bool count_fits = columns_.count < 0 || kind_at(columns_.count) == ColumnKind::integer;
  if (!nodes_fit || !rel_fits || !count_fits) {
    throw ArgumentError(
        fmt::format("links: expected columns source and target (both integers or both text) and perhaps rel (text or "
                    "flags) and count (integers), found {}",
                    described(schema_)));
  }
  has_names_ = source == ColumnKind::text;
}

std::map<std::string, std::string> ArrowLinks::description() const {
  std::map<std::string, std::string> description = {{"format", "arrow"}};
  if (fold_) description.merge(fold_->description());
  return description;
}

Rejection ArrowLinks::name_of(std::string_view text, std::string& name) const {
  if (fold_) return fold_->name_of(text, name);
  if (text.empty()) return Rejection::missing_target;
  if (text.size() > kLongestName) return Rejection::url_too_long;
  if (has_control_byte(text)) return Rejection::control_bytes;
  name = text;
  return Rejection::none;
}

void ArrowLinks::add_numbers(const Batch& batch, WebBuilder& builder) {
  batch.for_each_piece([&](std::int64_t begin, std::int64_t end) {
    std::vector<BuilderArc> arcs;
    arcs.reserve(static_cast<std::size_t>(end - begin));
    for (std::int64_t row = begin; row < end; ++row) {
      batch.check_not_null(row);
      arcs.push_back({node_of(*batch.source, row), node_of(*batch.target, row), batch.links(row), batch.followed(row)});
    }
    builder.add(arcs);
  });
}

void ArrowLinks::add_names(const Batch& batch, WebBuilder& builder, bool strict, LoadReport& report) {
  std::vector<LoadReport> reports(static_cast<std::size_t>((batch.array.length + kRowsAtOnce - 1) / kRowsAtOnce));
  batch.for_each_piece([&](std::int64_t begin, std::int64_t end) {
    LoadReport& own = reports[static_cast<std::size_t>(begin / kRowsAtOnce)];
    NamedBatch links;
    std::string source, target;
    for (std::int64_t row = begin; row < end; ++row) {
      batch.check_not_null(row);
      const std::uint64_t number = batch.first_row + static_cast<std::uint64_t>(row);
      std::string_view bad = batch.source->text(row);
      Rejection rejection = name_of(bad, source);
      if (rejection == Rejection::none) rejection = name_of(bad = batch.target->text(row), target);
      ++own.lines;
      if (rejection != Rejection::none) {
        if (strict)
          throw ArgumentError(fmt::format("row {}: {}: {}", number, to_string(rejection), orbweb::in_quotes(bad)));
        own.reject(number, rejection, bad);
        continue;
      }
      const std::uint32_t count = batch.links(row);
      own.links += count;
      const std::uint32_t first = links.add_name(source);
      links.add_link(first, links.add_name(target), count, batch.followed(row));
    }
    builder.add_links(links);
  });
  for (const LoadReport& part : reports) report.append(part);
}

LoadReport ArrowLinks::load_into(WebBuilder& builder, bool strict, const Control& control) {
  LoadReport report;
  while (true) {
    control.check();
    control.progress({.phase = "reading links", .done = rows_, .unit = "links"});
    Batch batch;
    check_stream(stream_, stream_.get_next(&stream_, &batch.array));
    if (batch.array.release == nullptr) return report;
    batch.open(schema_, columns_);
    batch.first_row = rows_;
    if (has_names_) {
      add_names(batch, builder, strict, report);
    } else {
      add_numbers(batch, builder);
      report.links += static_cast<std::uint64_t>(batch.array.length);
      report.lines += static_cast<std::uint64_t>(batch.array.length);
    }
    rows_ += static_cast<std::uint64_t>(batch.array.length);
  }
}

}  // namespace orbweb::python
