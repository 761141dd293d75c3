// What a build would need, from a sample of each input.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_set>

#include "graph/builder.h"
#include "graph/memory.h"
#include "graph/parallel.h"
#include "graph/web_writer.h"
#include "loaders/common_crawl.h"
#include "loaders/field_splitter.h"
#include "loaders/graph_format.h"
#include "loaders/link_columns.h"
#include "loaders/link_list.h"
#include "loaders/link_list_line.h"
#include "loaders/open.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kSampleBytes = std::uint64_t{1} << 20;
/// Distinct names grow slower than text: about as its length to this power (Heaps' law; 0.4 to 0.8 in crawls).
constexpr double kHeapsExponent = 0.7;
/// On disk: an arc's target both ways and its count; a node's two offsets.
constexpr double kDiskBytesPerArc = 12;
constexpr double kDiskBytesPerNode = 16;

struct Sample {
  std::uint64_t lines = 0;       ///< that are links
  std::uint64_t links = 0;       ///< their counts added up
  std::uint64_t names = 0;       ///< distinct
  std::uint64_t name_bytes = 0;  ///< of the distinct ones
  NodeId largest_number = 0;
  double scale = 1;  ///< the whole file's text in samples
};

/// Adds the lines of a block to the sample; names that another block held count again, which errs on the safe side.
void take_sample(const LineBlock& block, const LinkListFormat& format, Sample& sample) {
  LinkLineParser parser(format);
  std::unordered_set<std::string_view> names;
  std::string_view text = block.text;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    LinkFields fields;
    if (is_blank_or_comment(line) || parser.parse(line, fields) != Rejection::none) continue;
    ++sample.lines;
    sample.links += fields.count;
    for (const std::string_view name : {fields.source, fields.target}) {
      if (names.insert(name).second) sample.name_bytes += name.size();
      NodeId number = 0;
      if (!format.numbered || parse_node_number(name, number) != Rejection::none) continue;
      sample.largest_number = std::max(sample.largest_number, number);
    }
  }
  sample.names += names.size();
}

/// The same of a file's first batch; whatever its rows are, they count as links.
void take_column_sample(ColumnFileReader& file, const LinkColumns& columns, Sample& sample) {
  const std::unique_ptr<ColumnBatch> batch = file.next();
  if (batch == nullptr) return;
  std::unordered_set<std::string_view> names;
  for (std::size_t row = 0; row < batch->num_rows; ++row) {
    const std::int64_t count = columns.count ? batch->columns[*columns.count].integers[row] : 1;
    // Larger ones are refused where they are built.
    constexpr std::int64_t kMostLinks = std::numeric_limits<std::uint32_t>::max();
    sample.links += static_cast<std::uint64_t>(std::clamp<std::int64_t>(count, 1, kMostLinks));
    for (const std::size_t end : {columns.source, columns.target}) {
      const ColumnData& column = batch->columns[end];
      if (columns.has_numbers()) {
        const auto number = std::clamp<std::int64_t>(column.integers[row], 0, std::numeric_limits<NodeId>::max() - 1);
        sample.largest_number = std::max(sample.largest_number, static_cast<NodeId>(number));
      } else if (names.insert(column.texts[row]).second) {
        sample.name_bytes += column.texts[row].size();
      }
    }
  }
  sample.lines += batch->num_rows;
  sample.names += names.size();
}

Sample sample_of(LinkListFile& file, std::uint64_t file_bytes) {
  Sample sample;
  bool at_end = false;
  while (file.bytes_read() < kSampleBytes || sample.lines == 0) {
    const std::unique_ptr<LineBlock> block = file.next();
    at_end = block == nullptr;
    if (at_end) break;
    take_sample(*block, file.format(), sample);
  }
  if (!at_end && file.bytes_consumed() > 0) {
    sample.scale = std::max(1.0, static_cast<double>(file_bytes) / static_cast<double>(file.bytes_consumed()));
  }
  return sample;
}

/// Nodes, arcs and names as far as a plan needs them.
struct Estimate {
  double nodes = 0;
  double lines = 0;
  double links = 0;
  double name_bytes = 0;
};

Estimate estimate_links(LinkListInputs& lists, FileSystem& files, BuildPlan& plan) {
  Estimate estimate;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const std::uint64_t file_bytes = lists.paths()[i] == "-" ? 0 : files.file_size(lists.paths()[i]);
    const Sample sample = sample_of(*lists.take(i), file_bytes);
    const double growth = std::pow(sample.scale, kHeapsExponent);
    const double names = static_cast<double>(sample.names) * growth;
    plan.input_bytes += file_bytes;
    estimate.lines += static_cast<double>(sample.lines) * sample.scale;
    estimate.links += static_cast<double>(sample.links) * sample.scale;
    if (plan.has_names) {
      estimate.nodes += names;
      estimate.name_bytes += static_cast<double>(sample.name_bytes) * growth;
    } else {
      estimate.nodes = std::max({estimate.nodes, static_cast<double>(sample.largest_number), names});
    }
  }
  return estimate;
}

/// The number of rows is in the files; the first batches of the first files tell of names.
Estimate estimate_columns(const std::vector<std::filesystem::path>& paths, std::uint64_t memory_limit,
                          FileSystem& files, BuildPlan& plan) {
  constexpr std::uint64_t kFilesToTell = 8;
  Sample sample;
  double rows = 0;
  for (std::size_t i = 0; i < paths.size(); ++i) {
    const auto file = ColumnFileReader::open(files, paths[i], {.memory_limit = memory_limit});
    plan.input_bytes += file->file_bytes();
    rows += static_cast<double>(file->num_rows());
    const LinkColumns columns(*file, paths[i]);
    if (i < kFilesToTell) take_column_sample(*file, columns, sample);
  }
  sample.scale = sample.lines == 0 ? 1 : std::max(1.0, rows / static_cast<double>(sample.lines));
  const double growth = std::pow(sample.scale, kHeapsExponent);
  const double nodes = static_cast<double>(sample.names) * growth;
  return {std::max(nodes, static_cast<double>(sample.largest_number)), rows,
          static_cast<double>(sample.links) * sample.scale, static_cast<double>(sample.name_bytes) * growth};
}

/// Thrown by the sink below through a loader, which stops it.
struct SampleIsFull {};

/// Counts what a loader hands it, up to a sample of the arcs, and where in the input arcs begin.
class SamplingSink : public ArcSink {
 public:
  explicit SamplingSink(const GraphInputs& inputs) : inputs_(inputs) {}

  void add(std::vector<NumberedArc> arcs) override {
    const std::lock_guard lock(mutex_);
    num_arcs += static_cast<double>(arcs.size());
    for (const NumberedArc& arc : arcs) num_nodes = std::max({num_nodes, arc.source + 1, arc.target + 1});
    if (num_arcs >= kSampleArcs) throw SampleIsFull();
  }
  void set_num_nodes_at_least(std::uint64_t nodes) override {
    num_nodes = std::max(num_nodes, nodes);
    bytes_before_arcs = inputs_.consumed_bytes();
  }
  void drop_names() override { has_names = false; }
  bool name_next(std::string_view name) override {
    ++num_nodes;
    name_bytes += name.size();
    bytes_before_arcs = inputs_.consumed_bytes();
    return true;
  }

  double num_arcs = 0;
  std::uint64_t num_nodes = 0;
  std::uint64_t name_bytes = 0;
  std::uint64_t bytes_before_arcs = 0;
  bool has_names = true;  ///< where the format's nodes have

 private:
  static constexpr double kSampleArcs = 1 << 18;
  const GraphInputs& inputs_;
  std::mutex mutex_;
};

/// Reads names and the first arcs, and takes the rest of the input for more of the same.
Estimate estimate_graph(const GraphFormat& format, const std::vector<std::filesystem::path>& paths, FileSystem& files,
                        BuildPlan& plan) {
  const Control control;
  GraphInputs inputs(paths, files, control);
  SamplingSink sink(inputs);
  for (const std::filesystem::path& file : common_crawl_files(paths, files)) {
    if (file != "-") plan.input_bytes += files.file_size(file);
  }
  double scale = 1;
  try {
    // One thread reads no further ahead than the arcs that it hands on.
    with_threads(1, [&] { format.load(inputs, sink); });
  } catch (const SampleIsFull&) {
    const auto used = static_cast<double>(inputs.consumed_bytes() - sink.bytes_before_arcs);
    const double all = static_cast<double>(plan.input_bytes) - static_cast<double>(sink.bytes_before_arcs);
    if (used > 0) scale = std::max(1.0, all / used);
  }
  plan.has_names = format.nodes == NodeKind::names && sink.has_names;
  const double arcs = sink.num_arcs * scale;
  return {static_cast<double>(sink.num_nodes), arcs, arcs, static_cast<double>(sink.name_bytes)};
}

}  // namespace

BuildPlan plan_build(const std::vector<std::filesystem::path>& inputs, const BuildOptions& options, FileSystem& files) {
  const GraphFormat& format = choose_graph_format(options.format, inputs, files);
  BuildPlan plan;
  plan.format = format.name;
  plan.of_rows = format.in_columns;
  std::uint64_t builder_memory = options.memory_limit;
  Estimate estimate;
  if (format.in_columns) {
    const std::vector<std::filesystem::path> paths = link_column_files(inputs, files);
    plan.has_names = plan.folds = !links_numbers(paths.front(), files);
    estimate = estimate_columns(paths, memory_of_columns(options.memory_limit), files, plan);
    builder_memory -= options.memory_limit / 4;
  } else if (format.load == nullptr) {
    LinkListInputs lists(inputs, files);
    plan.has_names = plan.folds = !lists.has_numbers();
    estimate = estimate_links(lists, files, plan);
  } else {
    plan.folds = false;
    estimate = estimate_graph(format, inputs, files, plan);
  }
  plan.estimated_lines = static_cast<std::uint64_t>(estimate.lines);
  plan.estimated_links = static_cast<std::uint64_t>(estimate.links);
  plan.memory_limit = options.memory_limit > 0 ? options.memory_limit : machine_memory();
  const BuildSize size{.nodes = static_cast<std::uint64_t>(estimate.nodes),
                       .links = plan.estimated_lines,
                       .name_bytes = static_cast<std::uint64_t>(estimate.name_bytes),
                       .with_names = plan.has_names};
  const BuildNeeds needs = needs_of(size, builder_memory, num_threads());
  const std::uint64_t writing = WebWriter::memory_for({.num_nodes = size.nodes, .links = size.links});
  plan.estimated_memory = std::max(needs.memory, writing);
  plan.temporary_bytes = needs.temporary_bytes;
  plan.estimated_disk = static_cast<std::uint64_t>(kDiskBytesPerArc * estimate.lines +
                                                   kDiskBytesPerNode * estimate.nodes + estimate.name_bytes);
  return plan;
}

}  // namespace orbweb
