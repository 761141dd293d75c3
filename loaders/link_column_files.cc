// Which files and which columns hold links.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <system_error>

#include "graph/error.h"
#include "loaders/link_columns.h"
#include "loaders/link_list_format.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

bool is_folder(const fs::path& path) {
  std::error_code ignored;
  return path != "-" && fs::is_directory(path, ignored);
}

/// Adds what lies below `folder`, in the order of names. Symbolic links to folders are not followed: they may lead
/// back, or to files that are read already.
void add_files_below(const fs::path& folder, FileSystem& files, int depth, std::vector<fs::path>& found) {
  constexpr int kMostDepth = 32;
  std::error_code ignored;
  std::vector<fs::path> entries = files.list(folder);
  std::sort(entries.begin(), entries.end());
  for (const fs::path& entry : entries) {
    const std::string name = entry.filename().string();
    if (name.starts_with('.') || name.starts_with('_')) continue;
    if (is_folder(entry)) {
      if (depth < kMostDepth && !fs::is_symlink(entry, ignored)) add_files_below(entry, files, depth + 1, found);
    } else if (column_format_of(entry) && entry.stem().extension() != ".nodes") {
      found.push_back(entry);
    }
  }
}

std::vector<fs::path> files_below(const fs::path& folder, FileSystem& files) {
  std::vector<fs::path> found;
  add_files_below(folder, files, 0, found);
  return found;
}

/// In any letters' case, as the other columns.
bool is_called_followed(std::string_view name) {
  constexpr std::string_view kName = "followed";
  return std::equal(name.begin(), name.end(), kName.begin(), kName.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

std::string columns_text(const std::vector<ColumnInfo>& columns) {
  constexpr std::size_t kMost = 12;
  std::vector<std::string> words;
  for (const ColumnInfo& column : columns) {
    if (words.size() == kMost) {
      words.emplace_back("...");
      break;
    }
    words.push_back(fmt::format("{} ({})", orbweb::in_quotes(column.name), to_string(column.type)));
  }
  return words.empty() ? "no columns" : fmt::format("{}", fmt::join(words, ", "));
}

}  // namespace

bool is_column_folder(const fs::path& path, FileSystem& files) {
  return is_folder(path) && !files_below(path, files).empty();
}

std::vector<fs::path> link_column_files(const std::vector<fs::path>& inputs, FileSystem& files) {
  std::vector<fs::path> paths;
  for (const fs::path& input : inputs) {
    if (!is_folder(input)) {
      paths.push_back(input);
      continue;
    }
    const std::vector<fs::path> found = files_below(input, files);
    if (found.empty()) throw LoadError(input.string(), "", "files that end in .parquet or .arrow", "none");
    paths.insert(paths.end(), found.begin(), found.end());
  }
  return paths;
}

LinkColumns::LinkColumns(ColumnFileReader& file, const fs::path& path) {
  const std::vector<ColumnInfo>& columns = file.columns();
  const auto refuse = [&](const char* expected) {
    throw LoadError(path.string(), "", expected, columns_text(columns));
  };
  std::vector<std::string_view> names;
  for (const ColumnInfo& column : columns) names.emplace_back(column.name);
  const std::optional<LinkListFormat> found = link_columns_of(names);
  if (!found) refuse("one column for the source and one for the target, and no two for rel or count");
  const LinkListFormat& format = *found;
  const ColumnType type = columns[format.source].type;
  has_numbers_ = type == ColumnType::integer;
  if ((!has_numbers_ && type != ColumnType::text) || columns[format.target].type != type) {
    refuse("source and target both of text or both of whole numbers");
  }
  if (format.rel && columns[*format.rel].type != ColumnType::text) refuse("rel as text");
  if (format.count && columns[*format.count].type != ColumnType::integer) refuse("count as whole numbers");
  std::vector<std::size_t> chosen = {format.source, format.target};
  const auto choose = [&](std::size_t column) {
    chosen.push_back(column);
    return chosen.size() - 1;
  };
  if (format.rel) rel = choose(*format.rel);
  if (format.count) count = choose(*format.count);
  for (std::size_t i = 0; i < columns.size() && !followed; ++i) {
    if (!is_called_followed(columns[i].name)) continue;
    if (columns[i].type != ColumnType::flag) refuse("followed as truth values");
    followed = choose(i);
  }
  file.choose(std::move(chosen));
}

std::uint64_t memory_of_columns(std::uint64_t memory_limit) {
  constexpr std::uint64_t kLeast = std::uint64_t{32} << 20;
  return memory_limit == 0 ? 0 : std::max(memory_limit / 4, kLeast);
}

bool links_numbers(const fs::path& path, FileSystem& files) {
  const auto file = ColumnFileReader::open(files, path);
  return LinkColumns(*file, path).has_numbers();
}

}  // namespace orbweb
