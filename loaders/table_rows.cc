#include "loaders/table_rows.h"

#include <fmt/format.h>

#include <utility>

#include "graph/error.h"

namespace orbweb {

void TableRows::read(FileSystem& files, const std::function<void(Fields)>& take_header,
                     const std::function<void(Fields)>& take_row) {
  lines_.read(files, [&](std::string_view line) {
    const bool is_header = lines_.number() == 1;
    if (is_header) separator_ = line.find('\t') != std::string_view::npos ? '\t' : ',';
    if (!splitter_.split(line, separator_)) fail("at most 64 columns", "more");
    const Fields fields = splitter_.fields();
    if (is_header) {
      num_columns_ = fields.size();
      return take_header(fields);
    }
    if (fields.size() != num_columns_) {
      fail(fmt::format("{} columns", num_columns_), fmt::format("{}", fields.size()));
    }
    take_row(fields);
  });
  if (lines_.number() == 0) throw LoadError(file_name(), "", "a score table with a header", "an empty file");
}

std::string_view TableRows::node(Fields row) const {
  constexpr std::string_view kGuarded = "=+-@";
  const std::string_view name = row[0];
  const bool is_guarded =
      separator_ == ',' && name.size() > 1 && name[0] == '\'' && kGuarded.find(name[1]) != std::string_view::npos;
  return is_guarded ? name.substr(1) : name;
}

void TableRows::check_first_column(Fields header, const Web& web) const {
  const std::string_view first = web.has_names() ? "name" : "node";
  if (header[0] == first) return;
  fail(fmt::format("a header that starts with \"{}\", as scores of this web have", first), in_quotes(header[0]));
}

void TableRows::fail(std::string expected, std::string found) const {
  lines_.fail(std::move(expected), std::move(found));
}

}  // namespace orbweb
