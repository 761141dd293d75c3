#include "loaders/common_crawl.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "graph/error.h"
#include "graph/host_labels.h"
#include "graph/parallel.h"
#include "loaders/line_blocks.h"
#include "loaders/text_scanner.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kVertexExpected = "a vertex: id<TAB>reversed.name";
constexpr std::string_view kEdgeExpected = "an edge: id<TAB>id";

struct VertexFile {
  fs::path path;
  std::uint64_t first_id;
};

struct Parts {
  std::vector<VertexFile> vertices;  ///< by first id
  std::vector<fs::path> edges;
  bool has_empty_vertices = false, has_empty_edges = false;  ///< files of these names
};

/// Puts a file where its first line says; an empty one is left out, as Spark writes such parts, but that there is one
/// tells a graph without edges from one whose edges were not named.
void sort_in(const fs::path& path, GraphInputs& inputs, Parts& parts) {
  if (path == "-") throw ArgumentError("a Common Crawl graph is several files: standard input cannot be one of them");
  const auto file = inputs.open(path);
  TextScanner scanner(*file, file->name());
  if (scanner.peek() == TextScanner::kEnd) {
    const std::string name = (path.parent_path().filename() / path.filename()).string();
    parts.has_empty_edges = parts.has_empty_edges || name.find("edges") != std::string::npos;
    parts.has_empty_vertices = parts.has_empty_vertices || name.find("vertices") != std::string::npos;
    return;
  }
  const std::uint64_t id = scanner.number(kVertexExpected, kNodeNumberLimit - 1);
  scanner.skip_spaces();
  const std::string_view second = scanner.word();
  if (second.find_first_not_of("0123456789") == std::string_view::npos) {
    parts.edges.push_back(path);
  } else {
    parts.vertices.push_back({path, id});
  }
}

Parts find_parts(GraphInputs& inputs) {
  Parts parts;
  for (const fs::path& path : common_crawl_files(inputs.paths(), inputs.files())) sort_in(path, inputs, parts);
  if (parts.vertices.empty() && !parts.has_empty_vertices)
    throw ArgumentError("no vertices among the inputs: name the files of vertices and of edges");
  if (parts.edges.empty() && !parts.has_empty_edges)
    throw ArgumentError("no edges among the inputs: name the files of vertices and of edges");
  std::stable_sort(parts.vertices.begin(), parts.vertices.end(),
                   [](const VertexFile& a, const VertexFile& b) { return a.first_id < b.first_id; });
  return parts;
}

/// Names the vertices from `next_id` on that `file` holds. Whether they are domains.
bool load_vertices(GraphFile& file, ArcSink& sink, std::uint64_t& next_id) {
  TextScanner scanner(file, file.name());
  bool are_domains = false;
  while (scanner.peek() != TextScanner::kEnd) {
    const std::uint64_t id = scanner.number(kVertexExpected, kNodeNumberLimit - 1);
    if (id != next_id) {
      scanner.fail("vertex " + std::to_string(next_id) + ": ids count from 0 without gaps", std::to_string(id));
    }
    scanner.skip_spaces();
    const std::string_view name = scanner.word();
    if (name.empty()) scanner.fail(kVertexExpected, "no name");
    if (std::any_of(name.begin(), name.end(), [](char c) { return (c >= 0 && c <= ' ') || c == '\x7f'; })) {
      scanner.fail("a name without control bytes", orbweb::in_quotes(name));
    }
    sink.name_next(with_labels_reversed(name));
    ++next_id;
    are_domains = are_domains || !scanner.at_line_end();
    scanner.skip_line();
  }
  return are_domains;
}

struct EdgeBlock {
  std::vector<NumberedArc> arcs;
  std::uint64_t lines = 0;
  std::string bad_line;  ///< the first that is no edge, counted by `lines`; then nothing of the block is used
};

/// The id at the start of `text`, which it is cut off from with what separates it from the next.
std::optional<std::uint64_t> take_id(std::string_view& text) {
  std::uint64_t id = 0;
  std::size_t at = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    id = 10 * id + static_cast<std::uint64_t>(text[at] - '0');
    if (id >= kNodeNumberLimit) return std::nullopt;
  }
  if (at == 0) return std::nullopt;
  while (at < text.size() && (text[at] == '\t' || text[at] == ' ')) ++at;
  text.remove_prefix(at);
  return id;
}

EdgeBlock parse_edges(const LineBlock& block, std::uint64_t num_vertices) {
  EdgeBlock edges;
  std::string_view text = block.text;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    ++edges.lines;
    std::string_view rest = line;
    const std::optional<std::uint64_t> from = take_id(rest);
    const std::optional<std::uint64_t> to = from ? take_id(rest) : std::nullopt;
    if (!to || !rest.empty() || *from >= num_vertices || *to >= num_vertices) {
      edges.bad_line = line.empty() ? "a blank line" : orbweb::in_quotes(line);
      return edges;
    }
    edges.arcs.push_back({*from, *to});
  }
  if (!block.long_line.empty()) {
    ++edges.lines;
    edges.bad_line = orbweb::in_quotes(block.long_line);
  }
  return edges;
}

/// One file's edges in a pipeline of blocks. Errors are carried past it, and the first in the order of lines wins.
class EdgeLoad {
 public:
  EdgeLoad(GraphFile& file, ArcSink& sink, std::uint64_t num_vertices)
      : file_(file), sink_(sink), num_vertices_(num_vertices), blocks_(file) {}

  std::uint64_t run() {
    constexpr std::size_t kBlocksInFlight = 8;
    parallel_pipeline(
        kBlocksInFlight, [&] { return read(); },
        [&](std::unique_ptr<LineBlock> block) {
          return std::make_unique<EdgeBlock>(parse_edges(*block, num_vertices_));
        },
        [&](std::unique_ptr<EdgeBlock> edges) { finish(*edges); });
    if (error_) std::rethrow_exception(error_);
    if (read_error_) std::rethrow_exception(read_error_);
    return num_arcs_;
  }

 private:
  std::unique_ptr<LineBlock> read() {
    if (has_failed_) return nullptr;
    try {
      return blocks_.next();
    } catch (...) {
      read_error_ = std::current_exception();
      return nullptr;
    }
  }

  void finish(EdgeBlock& edges) {
    if (has_failed_) return;
    lines_ += edges.lines;
    try {
      if (!edges.bad_line.empty()) {
        throw LoadError(file_.name(), "line " + std::to_string(lines_),
                        std::string(kEdgeExpected) + ", both below " + std::to_string(num_vertices_), edges.bad_line);
      }
      num_arcs_ += edges.arcs.size();
      sink_.add(std::move(edges.arcs));
    } catch (...) {
      error_ = std::current_exception();
      has_failed_ = true;
    }
  }

  GraphFile& file_;
  ArcSink& sink_;
  const std::uint64_t num_vertices_;
  LineBlocks blocks_;
  std::uint64_t lines_ = 0;
  std::uint64_t num_arcs_ = 0;
  std::atomic<bool> has_failed_ = false;
  std::exception_ptr error_;
  std::exception_ptr read_error_;
};

/// Parts at once, since decompressing one keeps a thread busy.
std::uint64_t load_edges(const std::vector<fs::path>& paths, GraphInputs& inputs, ArcSink& sink,
                         std::uint64_t num_vertices) {
  std::vector<std::exception_ptr> errors(paths.size());
  std::atomic<std::uint64_t> num_arcs = 0;
  parallel_for(paths.size(), 1, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) {
      try {
        num_arcs += EdgeLoad(*inputs.open(paths[i]), sink, num_vertices).run();
      } catch (...) {
        errors[i] = std::current_exception();
      }
    }
  });
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  return num_arcs;
}

}  // namespace

bool is_common_crawl_folder(const fs::path& path, FileSystem& files) {
  return path != "-" && files.exists(path / "vertices") && files.exists(path / "edges");
}

std::vector<fs::path> common_crawl_files(const std::vector<fs::path>& inputs, FileSystem& files) {
  std::vector<fs::path> paths;
  for (const fs::path& input : inputs) {
    if (!is_common_crawl_folder(input, files)) {
      paths.push_back(input);
      continue;
    }
    for (const char* folder : {"vertices", "edges"}) {
      std::vector<fs::path> parts = files.list(input / folder);
      // Hidden and marker files, as .part-00000.crc and _SUCCESS, are no parts.
      std::erase_if(parts, [](const fs::path& part) {
        const std::string name = part.filename().string();
        return name.starts_with('.') || name.starts_with('_');
      });
      std::sort(parts.begin(), parts.end());
      paths.insert(paths.end(), parts.begin(), parts.end());
    }
  }
  return paths;
}

LoadedGraph load_common_crawl(GraphInputs& inputs, ArcSink& sink) {
  const Parts parts = find_parts(inputs);
  std::uint64_t num_vertices = 0;
  bool are_domains = false;
  for (const VertexFile& part : parts.vertices) {
    are_domains = load_vertices(*inputs.open(part.path), sink, num_vertices) || are_domains;
  }
  const std::uint64_t num_arcs = load_edges(parts.edges, inputs, sink, num_vertices);
  return {.links = num_arcs, .fold = are_domains ? FoldLevel::domain : FoldLevel::host};
}

}  // namespace orbweb
