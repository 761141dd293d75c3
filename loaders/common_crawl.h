// Common Crawl's web graphs (github.com/commoncrawl/cc-webgraph), as text: files of vertices, a line each of
//
//   id TAB name with its labels reversed ("com.example.www") [TAB number of hosts]
//
// and files of edges, "id TAB id". Ids count from 0 without gaps, through all parts. Inputs are these files in any
// order, told apart by their first line, or a folder that holds them in vertices/ and edges/ (as a release's host/
// folder does).
//
// Names become "www.example.com" and nodes stay what they are, whatever fold is asked for: domains where the vertices
// tell their number of hosts (a column that is dropped), else hosts. Vertices of the same name are one node. Edges
// carry neither counts nor rel: one followed link each. Vertices are read in order, edges in parallel; memory is
// O(block) and 4 bytes a vertex beside what a build holds of names.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "loaders/arc_sink.h"
#include "loaders/graph_inputs.h"

namespace orbweb {

/// Whether `path` holds vertices/ and edges/.
bool is_common_crawl_folder(const std::filesystem::path& path, FileSystem& files);

/// The files that `inputs` stand for: those in a folder's vertices/ and edges/, others themselves.
std::vector<std::filesystem::path> common_crawl_files(const std::vector<std::filesystem::path>& inputs,
                                                      FileSystem& files);

/// Throws LoadError naming the line; ArgumentError where there are no vertices or no edges among the inputs.
LoadedGraph load_common_crawl(GraphInputs& inputs, ArcSink& sink);

}  // namespace orbweb
