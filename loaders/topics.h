// Nodes by topic, from a text file: preferences for many PageRanks at once.
#pragma once

#include <filesystem>
#include <vector>

#include "algos/personalized_pagerank.h"
#include "graph/files.h"
#include "graph/web.h"

namespace orbweb {

/// Lines "name<TAB>topic" or "name<TAB>topic<TAB>value", the value 1 where none stands; "#" comments; compressed as any
/// input. A node may have many topics. Topics come in the order in which they first appear, at most 60; each holds a
/// value per node. Throws LoadError with the line for an unknown name, an empty topic, a pair given twice, or a value
/// that is not finite and above 0.
std::vector<Topic> read_topics(const std::filesystem::path& path, const Web& web,
                               FileSystem& files = real_file_system());

}  // namespace orbweb
