// A value per node from a text file: "name [value]" a line; preference vectors and seeds.
#pragma once

#include <filesystem>
#include <vector>

#include "graph/files.h"
#include "graph/web.h"

namespace orbweb {

/// Values by node, 0 for nodes that the file does not name; a line without a value counts 1. Names are folded to the
/// web's level as far as their text allows (case, URL or host). Separator: tab, comma or spaces; "#" comments;
/// compressed as any input. Throws LoadError with the line for an unknown name, a name given twice, or a value that is
/// not finite and >= 0.
std::vector<double> read_node_values(const std::filesystem::path& path, const Web& web,
                                     FileSystem& files = real_file_system());

}  // namespace orbweb
