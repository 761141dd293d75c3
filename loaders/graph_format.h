// The input formats, in one table: the command line, its help and its smoke test follow it. To add a format, write its
// loader in a file of its own and its row in graph_format.cc.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/files.h"
#include "loaders/arc_sink.h"
#include "loaders/graph_inputs.h"

namespace orbweb {

enum class NodeKind { names, numbers, either };

struct GraphFormat {
  std::string_view name;     ///< as --format takes it
  std::string_view meaning;  ///< one line
  NodeKind nodes;            ///< `either` is told by content: links only
  bool many_inputs = false;  ///< several files are one graph
  bool in_columns = false;   ///< links in columns (loaders/link_columns.h): nothing more is in the row

  /// Ends of the file's name, before that of a compression (".mtx" also stands for ".mtx.gz").
  std::vector<std::string_view> extensions;
  /// Whether a file of such a name can be one, by its first plain bytes; null where the name is enough.
  bool (*accepts)(std::string_view first_bytes) = nullptr;
  /// Whether the first plain bytes can be nothing else, whatever the name; null where they cannot tell.
  bool (*recognises)(std::string_view first_bytes) = nullptr;

  /// Reads all inputs. Throws LoadError naming the place where one is malformed or truncated. Null for links, in lists
  /// or columns, which have pipelines of their own (loaders/link_list.h, loaders/link_columns.h).
  LoadedGraph (*load)(GraphInputs& inputs, ArcSink& sink) = nullptr;
};

/// All formats that this build reads, link lists first.
std::span<const GraphFormat> graph_formats();

/// The row of `name`; null where there is none.
const GraphFormat* find_graph_format(std::string_view name);

/// What "auto" means, told by the first input:
///   1. a folder that holds vertices/ and edges/ is a Common Crawl graph, another folder with Parquet or Arrow files
///      at any depth is links in columns;
///   2. the first row with a fitting extension that accepts the content;
///   3. the first row that recognises the content, whatever the name;
///   4. link lists.
/// Content is looked at in regular files alone: streams cannot be read twice.
const GraphFormat& detect_graph_format(const std::vector<std::filesystem::path>& inputs, FileSystem& files);

/// The row of `name`, or of what "auto" means. Throws ArgumentError listing the names.
const GraphFormat& choose_graph_format(const std::string& name, const std::vector<std::filesystem::path>& inputs,
                                       FileSystem& files);

}  // namespace orbweb
