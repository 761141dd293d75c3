// Stands in for all that needs Apache Arrow where the build found none.
#include <fmt/format.h>

#include "columns/column_file.h"
#include "graph/error.h"

namespace orbweb {

bool has_column_files() { return false; }

void require_column_files(const std::filesystem::path& path) {
  throw ArgumentError(
      fmt::format("{} is a Parquet or Arrow file, and this orbweb was built without Apache Arrow: build it where Arrow "
                  "is found (./setup build does that), or take .tsv or .csv in its place",
                  path.string()));
}

std::unique_ptr<ColumnFileWriter> ColumnFileWriter::make(ColumnFormat, const std::vector<ColumnInfo>&,
                                                         const std::map<std::string, std::string>&, OutputFile&,
                                                         std::size_t) {
  throw ArgumentError("this orbweb was built without Apache Arrow, which Parquet and Arrow files need");
}

std::unique_ptr<ColumnFileReader> ColumnFileReader::open(FileSystem&, const std::filesystem::path& path,
                                                         const ColumnReadOptions&) {
  require_column_files(path);
  return nullptr;
}

}  // namespace orbweb
