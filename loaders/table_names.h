// The nodes of a score table, for those who have the table and not the web that it was made from.
#pragma once

#include <filesystem>

#include "graph/files.h"
#include "graph/web.h"

namespace orbweb {

/// A web without arcs whose nodes are the table's rows, in the order that every web has them, with the fingerprint that
/// PATH.json tells of: read_score_table() takes it for the table's own. `fold` is what the names are, where that is
/// known. Throws LoadError naming the line.
Web web_of_table(const std::filesystem::path& path, FoldLevel fold = FoldLevel::none,
                 FileSystem& files = real_file_system());

}  // namespace orbweb
