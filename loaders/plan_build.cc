// What a build would need, from a sample of each input.
#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_set>

#include "graph/builder.h"
#include "graph/parallel.h"
#include "loaders/field_splitter.h"
#include "loaders/link_list.h"
#include "loaders/link_list_line.h"
#include "loaders/open.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kSampleBytes = std::uint64_t{1} << 20;
/// Distinct names grow slower than text: about as its length to this power (Heaps' law; 0.4 to 0.8 in crawls).
constexpr double kHeapsExponent = 0.7;
/// On disk: an arc's target both ways and its count; a node's two offsets.
constexpr std::uint64_t kDiskBytesPerArc = 12;
constexpr std::uint64_t kDiskBytesPerNode = 16;

struct Sample {
  std::uint64_t links = 0;
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
    ++sample.links;
    for (const std::string_view name : {fields.source, fields.target}) {
      if (names.insert(name).second) sample.name_bytes += name.size();
      NodeId number = 0;
      if (!format.numbered || parse_node_number(name, number) != Rejection::none) continue;
      sample.largest_number = std::max(sample.largest_number, number);
    }
  }
  sample.names += names.size();
}

Sample sample_of(LinkListFile& file, std::uint64_t file_bytes) {
  Sample sample;
  bool at_end = false;
  while (file.bytes_read() < kSampleBytes || sample.links == 0) {
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

std::uint64_t scaled(std::uint64_t value, double factor) {
  return static_cast<std::uint64_t>(static_cast<double>(value) * factor);
}

}  // namespace

BuildPlan plan_build(const std::vector<std::filesystem::path>& inputs, const BuildOptions& options, FileSystem& files) {
  check_input_format(options.format);
  LinkListInputs lists(inputs, files);
  BuildPlan plan;
  plan.format = "links";
  plan.has_names = !lists.has_numbers();
  std::uint64_t nodes = 0;
  std::uint64_t name_bytes = 0;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const std::uint64_t file_bytes = inputs[i] == "-" ? 0 : files.file_size(inputs[i]);
    const Sample sample = sample_of(*lists.take(i), file_bytes);
    const double growth = std::pow(sample.scale, kHeapsExponent);
    plan.input_bytes += file_bytes;
    plan.estimated_links += scaled(sample.links, sample.scale);
    if (plan.has_names) {
      nodes += scaled(sample.names, growth);
      name_bytes += scaled(sample.name_bytes, growth);
    } else {
      nodes = std::max<std::uint64_t>({nodes, sample.largest_number, scaled(sample.names, growth)});
    }
  }
  const BuildSize size{
      .nodes = nodes, .links = plan.estimated_links, .name_bytes = name_bytes, .with_names = plan.has_names};
  const MemorySink sink;
  plan.estimated_memory = needs_of(size, options.memory_limit, num_threads()).memory +
                          sink.memory({.num_nodes = nodes, .links = plan.estimated_links}) + name_bytes;
  plan.estimated_disk = kDiskBytesPerArc * plan.estimated_links + kDiskBytesPerNode * nodes + name_bytes;
  return plan;
}

}  // namespace orbweb
