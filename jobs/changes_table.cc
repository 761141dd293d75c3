#include "jobs/changes_table.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "columns/column_file.h"
#include "columns/row_writer.h"
#include "exports/compress.h"
#include "exports/whole_file.h"
#include "graph/control_bytes.h"
#include "graph/error.h"
#include "graph/number_text.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

struct ChangeRow {
  std::string_view name, change;
  std::uint64_t old_rank = 0, new_rank = 0;
  double old_value = kNone, new_value = kNone;
};

template <class Take>
void for_each_row(const ScoreChanges& changes, Take&& take) {
  for (const Mover& mover : changes.up) {
    take({mover.name, "rose", mover.old_rank, mover.new_rank, mover.old_value, mover.new_value});
  }
  for (const Mover& mover : changes.down) {
    take({mover.name, "fell", mover.old_rank, mover.new_rank, mover.old_value, mover.new_value});
  }
  for (const NewOrLost& one : changes.gained) take({one.name, "new", 0, one.rank, kNone, one.value});
  for (const NewOrLost& one : changes.lost) take({one.name, "gone", one.rank, 0, one.value, kNone});
}

bool is_text(const fs::path& path) {
  fs::path plain = path.filename();
  if (output_compression_of(plain) != OutputCompression::none) plain = plain.stem();
  return plain.extension() == ".tsv";
}

void check_name(std::string_view name) {
  if (has_control_byte(name)) {
    throw ArgumentError(fmt::format("{} has control bytes, which no line of text can hold", in_quotes(name)));
  }
}

std::string value_text(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }

void write_text(const ScoreChanges& changes, WholeFile& file) {
  file.write("name\tchange\told_rank\tnew_rank\told\tnew\n");
  for_each_row(changes, [&](const ChangeRow& row) {
    check_name(row.name);
    file.write(fmt::format("{}\t{}\t{}\t{}\t{}\t{}\n", row.name, row.change, row.old_rank, row.new_rank,
                           value_text(row.old_value), value_text(row.new_value)));
  });
}

void write_columns(const ScoreChanges& changes, ColumnFormat format, WholeFile& file) {
  RowWriter table(format,
                  {{"name", ColumnType::text},
                   {"change", ColumnType::text},
                   {"old_rank", ColumnType::integer},
                   {"new_rank", ColumnType::integer},
                   {"old", ColumnType::number},
                   {"new", ColumnType::number}},
                  {}, file.plain());
  for_each_row(changes, [&](const ChangeRow& row) {
    table.add(0, row.name);
    table.add(1, row.change);
    table.add(2, row.old_rank);
    table.add(3, row.new_rank);
    table.add(4, row.old_value);
    table.add(5, row.new_value);
    table.end_row();
  });
  table.finish();
}

}  // namespace

void check_can_write_changes_table(const fs::path& path, bool overwrite, FileSystem& files) {
  if (column_format_of(path)) {
    require_column_files(path);
  } else if (!is_text(path)) {
    throw ArgumentError(
        fmt::format("{}: expected a name that ends in .tsv, .tsv.gz, .tsv.zst, .parquet or .arrow", path.string()));
  }
  check_can_write_file(files, path, overwrite);
}

void write_changes_table(const ScoreChanges& changes, const fs::path& path, bool overwrite, FileSystem& files) {
  check_can_write_changes_table(path, overwrite, files);
  WholeFile file(path, output_compression_of(path), overwrite, files);
  if (const std::optional<ColumnFormat> format = column_format_of(path)) {
    write_columns(changes, *format, file);
  } else {
    write_text(changes, file);
  }
  file.publish();
}

}  // namespace orbweb
