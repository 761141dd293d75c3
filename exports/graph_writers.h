// The writers behind the table of exports/graph_formats.cc; docs/formats/writing.md describes each format. All read the
// web in node order, write files whole or not at all, and throw ArgumentError for a graph that their format cannot
// hold.
#pragma once

#include <filesystem>
#include <vector>

#include "exports/graph_export.h"

namespace orbweb {

/// "source TAB target TAB count TAB rel" under a header: names where there are some. `build` reads it back equal, but
/// for nodes without arcs.
void write_link_list(const GraphExport& graph);
/// The same with numbers in place of names.
void write_arcs(const GraphExport& graph);
/// "source TAB target" by numbers, after SNAP's comments.
void write_snap(const GraphExport& graph);
/// Common Crawl's pair of files: vertices at the path, which ends in "vertices.txt" (perhaps .gz or .zst), with
/// reversed host names, and edges beside it. Refuses webs without names and webs of pages.
void write_common_crawl(const GraphExport& graph);
std::vector<std::filesystem::path> common_crawl_files_of(const std::filesystem::path& path);

/// Matrix Market coordinates, row = source, from 1: the pattern alone where each arc stands for one link, else link
/// counts as integers.
void write_matrix_market(const GraphExport& graph);
/// METIS: one line of neighbours per node, from 1. Refuses graphs that are not symmetric or have self-loops.
void write_metis(const GraphExport& graph);

void write_graphml(const GraphExport& graph);
void write_gml(const GraphExport& graph);

/// Source and target of each arc as little-endian u32 or u64.
void write_pairs32(const GraphExport& graph);
void write_pairs64(const GraphExport& graph);
/// The serialised graphs of the GAP Benchmark Suite: directed with both directions, or undirected where the graph is
/// symmetric; weighted by link counts, at most 2^31 - 1.
void write_sg(const GraphExport& graph);
void write_wsg(const GraphExport& graph);

/// WebGraph's files, BASENAME.graph, .offsets, .ef and .properties; the path is the base name or that of the last.
/// 8 bytes per node.
void write_bvgraph(const GraphExport& graph);
std::vector<std::filesystem::path> bvgraph_files_of(const std::filesystem::path& path);

/// Parquet or Arrow IPC: the arcs at the path, with columns source, target (names, or numbers where there are none),
/// count, followed; and "STEM.nodes.EXTENSION" beside it, with node, outdegree, indegree and, where there is one, name.
/// Throw ArgumentError for a name that is no UTF-8. Memory: a part of a table (columns/column_file.h).
void write_parquet(const GraphExport& graph);
void write_arrow(const GraphExport& graph);
std::vector<std::filesystem::path> column_files_of(const std::filesystem::path& path);

/// A CSR matrix of link counts, row = source, as scipy.sparse.save_npz writes it, and the array "followed" beside.
void write_npz(const GraphExport& graph);

}  // namespace orbweb
