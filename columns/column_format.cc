#include <array>

#include "columns/column_file.h"

namespace orbweb {

std::optional<ColumnFormat> column_format_of(const std::filesystem::path& path) {
  const std::string extension = path.extension().string();
  if (extension == ".parquet") return ColumnFormat::parquet;
  if (extension == ".arrow") return ColumnFormat::arrow;
  return std::nullopt;
}

std::optional<ColumnFormat> column_format_of_bytes(std::string_view first_bytes) {
  if (first_bytes.starts_with("PAR1")) return ColumnFormat::parquet;
  if (first_bytes.starts_with("ARROW1")) return ColumnFormat::arrow;
  return std::nullopt;
}

std::optional<ColumnFormat> column_format_at(FileSystem& files, const std::filesystem::path& path) {
  if (path == "-" || !files.exists(path) || files.file_size(path) == 0) return std::nullopt;  // a pipe's is 0
  std::array<char, 6> bytes{};
  std::size_t used = 0;
  const std::unique_ptr<InputFile> file = files.open(path);
  while (used < bytes.size()) {
    const std::size_t count = file->read(std::span(bytes).subspan(used));
    if (count == 0) break;
    used += count;
  }
  return column_format_of_bytes({bytes.data(), used});
}

std::string_view to_string(ColumnType type) {
  constexpr std::array<std::string_view, 5> kNames = {"text", "integer", "number", "flag", "other"};
  return kNames.at(static_cast<std::size_t>(type));
}

}  // namespace orbweb
