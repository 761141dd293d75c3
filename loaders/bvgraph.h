// WebGraph's compressed graphs as an input: BASENAME.properties, .graph and, where it is there, .offsets
// (docs/bvgraph.md).
#pragma once

#include <filesystem>

#include "loaders/arc_sink.h"
#include "loaders/graph_inputs.h"

namespace orbweb {

/// Whether `path` is BASENAME.graph, or a BASENAME that is no file itself, of a graph whose properties are there.
bool is_bvgraph(const std::filesystem::path& path, FileSystem& files);

/// The inputs are files of one graph, or its base name. Rows are decoded block by block from the mapped file.
LoadedGraph load_bvgraph(GraphInputs& inputs, ArcSink& sink);

}  // namespace orbweb
