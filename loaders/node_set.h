// Sets and orders of nodes from text: one node a line, by name (or number, in a web without names). Of a line with tabs
// the first field counts, so that score tables and lists of names can be used as they are; "#" starts a comment;
// compressed as any input.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "graph/files.h"
#include "graph/index_set.h"
#include "graph/web.h"

namespace orbweb {

struct NodeSetFile {
  IndexSet nodes;
  std::uint64_t lines = 0;            ///< that name a node, known or not
  std::uint64_t unknown = 0;          ///< lines that name no node of this web
  std::vector<std::string> examples;  ///< the first few of those, fit to print
};

/// Names are folded to the web's level as far as their text allows. Nodes may stand more than once. One byte per node.
NodeSetFile read_node_set(const std::filesystem::path& path, const Web& web, FileSystem& files = real_file_system());

/// The web's nodes in the order of the lines. Throws LoadError with the line for an unknown name or a node given twice,
/// and where a node is missing. 5 bytes per node.
std::vector<NodeId> read_node_order(const std::filesystem::path& path, const Web& web,
                                    FileSystem& files = real_file_system());

}  // namespace orbweb
