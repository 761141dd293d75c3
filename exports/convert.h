// A web, or part of it, as another web or as files of another format: steps in a fixed order, then a writer.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/codecs/bvgraph_row.h"
#include "graph/control.h"
#include "graph/files.h"
#include "graph/index_set.h"
#include "graph/transform/conversion.h"
#include "graph/web.h"
#include "graph/web_writer.h"

namespace orbweb {

/// What happens to a web, in the order of the members.
struct ConvertSteps {
  std::optional<IndexSet> nodes;  ///< absent: all
  bool followed_only = false;
  bool drop_self_loops = false;
  bool largest_component = false;  ///< arcs taken both ways
  bool largest_strong_component = false;
  std::string order = "name";  ///< one of kNodeOrders, or what `own_order` is called
  /// Another order, of the web as the steps before leave it.
  std::function<std::vector<NodeId>(const Web&)> own_order;
  ArcDirection direction = ArcDirection::kept;
};

/// The name of the format that is no file but a web.
inline constexpr std::string_view kWebFormat = "web";

struct ConvertOptions {
  std::filesystem::path output;
  std::string format = std::string(kWebFormat);  ///< that, or a name of export_formats()
  std::filesystem::path names;     ///< also write which name has which number; empty: only where a web loses its names
  std::string encoding;            ///< of a web; empty: the default
  DeriveFiles derive;              ///< what is kept with a web; empty: nothing
  BvGraphOptions bvgraph;          ///< of the format of that name
  std::uint64_t memory_limit = 0;  ///< as TransformOptions has it
  bool overwrite = false;
};

/// What was written.
struct Converted {
  std::uint64_t nodes = 0;
  std::uint64_t arcs = 0;
  std::string fingerprint;             ///< of a web
  std::filesystem::path names;         ///< empty where no names were written beside
  std::vector<std::string_view> lost;  ///< what the web has and the format does not keep
};

/// The format that a path's ending names; empty where none does.
std::string convert_format_of(const std::filesystem::path& output);

/// Where the names of a web go that loses them, where options.names does not say it: beside the web.
std::filesystem::path lost_names_path(const std::filesystem::path& web);

/// Throws at once what convert() would throw before its steps, of outputs and options: asked before long work.
void check_can_convert(const ConvertOptions& options, FileSystem& files = real_file_system());

/// Throws ArgumentError for a format that is none, CreateError where an output exists and may not be replaced, and what
/// transform() and write_graph() throw. Time and memory are those of the steps (graph/transform/transform.h).
Converted convert(const Web& web, const ConvertSteps& steps, const ConvertOptions& options,
                  const Control& control = {});

/// A web in memory, and which node of the old web each of its nodes is.
struct Transformed {
  Web web;
  std::vector<NodeId> origins;
};

/// The steps alone. Everything is held in memory, the webs between two steps too.
Transformed transformed(const Web& web, const ConvertSteps& steps, std::uint64_t memory_limit,
                        const Control& control = {});

}  // namespace orbweb
