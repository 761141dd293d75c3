#include "loaders/link_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <numeric>
#include <utility>

#include "graph/error.h"
#include "graph/parallel.h"
#include "loaders/link_list_block.h"
#include "loaders/link_separator.h"

namespace orbweb {

namespace {

struct FileOutcome {
  LoadReport report;
  std::exception_ptr error;
};

struct BlockOutcome {
  ParsedBlock parsed;
  std::exception_ptr error;
};

std::string_view example_of(char separator) {
  if (separator == '|') return "source|target";
  if (separator == ',') return "source,target";
  return separator == ' ' ? "source target" : "source<TAB>target";
}

LoadError no_link_error(const LinkListFile& file, const LoadReport& report) {
  std::string found = "only comments and blank lines";
  if (file.resembled() != Compression::none) {
    found = fmt::format("what looks like damaged {} data", to_string(file.resembled()));
  } else if (!report.examples.empty()) {
    const RejectedLine& line = report.examples.front();
    found = fmt::format("none in {} lines of fields separated by {}; line {} is {}: {}", report.lines,
                        separator_name(line.separator), line.line, to_string(line.reason), line.text);
  }
  return {file.name(), "", fmt::format("at least one link, as in: {}", example_of(file.format().separator)), found};
}

/// One call of load_link_list: files in parallel, the blocks of each in parallel.
class LinkListLoad {
 public:
  LinkListLoad(LinkListInputs& inputs, const Fold* fold, WebBuilder& builder, const LinkListOptions& options,
               const Control& control)
      : inputs_(inputs),
        fold_(fold),
        builder_(builder),
        options_(options),
        control_(control),
        total_bytes_(inputs.total_bytes()),
        outcomes_(inputs.size()),
        first_failed_(inputs.size()) {}

  LoadReport run();

 private:
  void load_files();
  void try_load_file(std::size_t index);
  LoadReport load_file(std::size_t index);
  LoadReport load_blocks(std::size_t index, LinkListFile& file);
  std::unique_ptr<LineBlock> read(std::size_t index, LinkListFile& file, std::uint64_t& bytes_reported);
  std::unique_ptr<BlockOutcome> parse(const LinkListFile& file, const LineBlock& block);
  void finish_block(const LinkListFile& file, std::uint64_t lines_before, BlockOutcome& outcome, LoadReport& report);
  void report_progress(std::uint64_t bytes_more);

  LinkListInputs& inputs_;
  const Fold* fold_;
  WebBuilder& builder_;
  const LinkListOptions& options_;
  const Control& control_;
  const std::uint64_t total_bytes_;

  std::vector<FileOutcome> outcomes_;
  std::atomic<std::size_t> next_file_{0};
  /// The first input that failed: later ones are given up, earlier ones go on, so that the error is always the same.
  std::atomic<std::size_t> first_failed_;
  std::size_t blocks_in_flight_ = 2;
  std::mutex progress_mutex_;
  std::uint64_t bytes_done_ = 0;
};

LoadReport LinkListLoad::run() {
  load_files();
  LoadReport report;
  for (const FileOutcome& outcome : outcomes_) {
    if (outcome.error) std::rethrow_exception(outcome.error);
    report.append(outcome.report);
  }
  return report;
}

/// As many files at once as there are threads, in the order of the inputs. A loop over all files would let a thread
/// that waits for one file's blocks begin another, and another on top of it.
void LinkListLoad::load_files() {
  const auto threads = static_cast<std::size_t>(num_threads());
  const std::size_t files_at_once = std::min(threads, inputs_.size());
  blocks_in_flight_ = std::max<std::size_t>(2, 2 * threads / files_at_once);
  parallel_for(files_at_once, 1, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) {
      for (std::size_t file = next_file_++; file < inputs_.size(); file = next_file_++) try_load_file(file);
    }
  });
}

void LinkListLoad::try_load_file(std::size_t index) {
  if (index > first_failed_) return;
  try {
    outcomes_[index].report = load_file(index);
  } catch (...) {
    outcomes_[index].error = std::current_exception();
    std::size_t failed = first_failed_;
    while (index < failed && !first_failed_.compare_exchange_weak(failed, index)) continue;
  }
}

LoadReport LinkListLoad::load_file(std::size_t index) {
  const std::unique_ptr<LinkListFile> file = inputs_.take(index);
  LoadReport report = load_blocks(index, *file);
  report.bytes = file->bytes_read();
  if (report.links > 0 || index > first_failed_) return report;
  if (report.lines == 0 && file->format().says_empty()) {
    if (fold_ == nullptr) builder_.set_num_nodes_at_least(file->format().arcless_nodes.value_or(0));
    return report;
  }
  throw no_link_error(*file, report);
}

/// Errors are carried past the pipeline instead of thrown through it: a cancelled oneTBB pipeline may leak the blocks
/// that are on their way (2021.8), and of several errors the first in the order of lines must win.
LoadReport LinkListLoad::load_blocks(std::size_t index, LinkListFile& file) {
  LoadReport report;
  std::uint64_t lines_before = 0;
  std::uint64_t bytes_reported = 0;
  std::exception_ptr read_error;
  std::exception_ptr block_error;
  std::atomic<bool> block_failed = false;
  const auto read_block = [&]() -> std::unique_ptr<LineBlock> {
    if (block_failed) return nullptr;
    try {
      return read(index, file, bytes_reported);
    } catch (...) {
      read_error = std::current_exception();
      return nullptr;
    }
  };
  const auto parse_block = [&](std::unique_ptr<LineBlock> block) { return parse(file, *block); };
  const auto finish = [&](std::unique_ptr<BlockOutcome> outcome) {
    if (block_failed) return;
    try {
      finish_block(file, lines_before, *outcome, report);
      lines_before += outcome->parsed.file_lines;
    } catch (...) {
      block_error = std::current_exception();
      block_failed = true;
    }
  };
  parallel_pipeline(blocks_in_flight_, read_block, parse_block, finish);
  if (block_error) std::rethrow_exception(block_error);
  if (read_error) std::rethrow_exception(read_error);
  return report;
}

std::unique_ptr<BlockOutcome> LinkListLoad::parse(const LinkListFile& file, const LineBlock& block) {
  auto outcome = std::make_unique<BlockOutcome>();
  try {
    outcome->parsed = LinkBlockParser(file.format(), fold_, builder_).parse(block);
  } catch (...) {
    outcome->error = std::current_exception();
  }
  return outcome;
}

std::unique_ptr<LineBlock> LinkListLoad::read(std::size_t index, LinkListFile& file, std::uint64_t& bytes_reported) {
  control_.check();
  if (index > first_failed_) return nullptr;
  std::unique_ptr<LineBlock> block = file.next();
  const std::uint64_t bytes = file.bytes_consumed();
  report_progress(bytes - std::exchange(bytes_reported, bytes));
  return block;
}

/// Turns line numbers of the block into those of the file and, when strict, refuses the first bad line.
void LinkListLoad::finish_block(const LinkListFile& file, std::uint64_t lines_before, BlockOutcome& outcome,
                                LoadReport& report) {
  if (outcome.error) std::rethrow_exception(outcome.error);
  ParsedBlock& parsed = outcome.parsed;
  for (RejectedLine& example : parsed.report.examples) {
    example.path = file.name();
    example.separator = file.format().separator;
    example.line += lines_before;
  }
  if (options_.strict && !parsed.report.examples.empty()) {
    const RejectedLine& line = parsed.report.examples.front();
    throw LoadError(line.path, fmt::format("line {}", line.line),
                    fmt::format("a link of fields separated by {} (strict)", separator_name(line.separator)),
                    fmt::format("{}: {}", to_string(line.reason), line.text));
  }
  report.append(parsed.report);
}

void LinkListLoad::report_progress(std::uint64_t bytes_more) {
  const std::lock_guard lock(progress_mutex_);
  bytes_done_ += bytes_more;
  control_.progress({.phase = "reading links", .done = bytes_done_, .total = total_bytes_, .unit = "bytes"});
}

}  // namespace

LoadReport load_link_list(LinkListInputs& inputs, const Fold* fold, WebBuilder& builder, const LinkListOptions& options,
                          const Control& control) {
  return LinkListLoad(inputs, fold, builder, options, control).run();
}

}  // namespace orbweb
