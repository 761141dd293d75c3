// Links in columns: Parquet or Arrow IPC files, or folders of them, as Spark and others write partitioned tables.
//
// The columns are found by the same words as those of a text's header (loaders/link_list.h): source and target, of text
// (URLs or host names, folded by a Fold) or of whole numbers (a graph without names), and perhaps rel (text), followed
// (a flag), count (a whole number); others are left out. A null rel is none, a null count is 1. A row that is no link
// is refused and counted as a line of text is, one whose text is no UTF-8 among them where no such line is a link; rows
// count from 1 in each file. In folders, files count whose names end
// in .parquet or .arrow, at any depth, but for what begins with "." or "_" and for tables of nodes (.nodes.parquet),
// which `convert` writes beside those of arcs; values that only the folders' names tell are no columns.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

#include "columns/column_file.h"
#include "graph/builder.h"
#include "graph/control.h"
#include "graph/files.h"
#include "loaders/fold.h"
#include "loaders/load_report.h"

namespace orbweb {

/// Whether `path` is a folder below which there is a file in columns.
bool is_column_folder(const std::filesystem::path& path, FileSystem& files);

/// The files that inputs stand for, sorted within each folder; inputs that are no folders stand for themselves. Throws
/// LoadError for a folder without any.
std::vector<std::filesystem::path> link_column_files(const std::vector<std::filesystem::path>& inputs,
                                                     FileSystem& files);

/// Which columns of an open file mean what; once made, the file reads just these.
class LinkColumns {
 public:
  /// Throws LoadError naming the columns where source and target are missing or of the wrong type.
  LinkColumns(ColumnFileReader& file, const std::filesystem::path& path);

  bool has_numbers() const { return has_numbers_; }

  // Places in a batch.
  std::size_t source = 0;
  std::size_t target = 1;
  std::optional<std::size_t> rel, followed, count;

 private:
  bool has_numbers_ = false;
};

struct LinkColumnOptions {
  bool strict = false;             ///< the first row that is not a link is a LoadError
  std::uint64_t memory_limit = 0;  ///< as in ColumnReadOptions
};

/// How much of a build's memory reading columns may take: a quarter; the builder has the rest. However small the limit,
/// 32 MiB, which then stand beside it. 0 stands for 0: a quarter of the machine's, whose half is the builder's.
std::uint64_t memory_of_columns(std::uint64_t memory_limit);

/// Whether the nodes of `path` are numbers. Throws as LinkColumns.
bool links_numbers(const std::filesystem::path& path, FileSystem& files);

/// Reads all `paths`, none of them a folder, into `builder`: one after the other, batches of rows in parallel. `fold`
/// is null for numbered nodes; of these, as many exist at least as a table that Orbweb wrote says. Throws LoadError for
/// what is no such file, for nodes of another kind, where of some rows not one is a link and, when strict, for any
/// refused row; LimitError where a file cannot be read within the memory granted; Cancelled. Memory: a few batches.
LoadReport load_link_columns(const std::vector<std::filesystem::path>& paths, const Fold* fold, WebBuilder& builder,
                             const LinkColumnOptions& options, const Control& control, FileSystem& files);

}  // namespace orbweb
