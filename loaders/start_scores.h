// Scores of an earlier release, or of another web, as the start of an iteration.
#pragma once

#include <filesystem>
#include <vector>

#include "graph/files.h"
#include "graph/web.h"

namespace orbweb {

/// The column "score" of a table that exports/score_table.h wrote, by node of `web`: NaN for nodes that the table does
/// not name; names that the web lacks are passed over. The facts beside the table are not looked at: a start is no
/// claim. Throws LoadError with the line for what is no score table, a score that is not finite and >= 0, or a name
/// given twice, and where no name is one of this web's.
std::vector<double> read_start_scores(const std::filesystem::path& path, const Web& web,
                                      FileSystem& files = real_file_system());

}  // namespace orbweb
