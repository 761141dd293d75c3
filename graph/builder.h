// From links in any order to a web in node order, within a memory limit. The phases, each in its own file of
// graph/build/:
//
//   1. collect   add() from many threads. Numbered arcs are 64-bit keys in blocks (arc_collector.h); when the blocks
//   are
//                full, a share of them is radix-sorted (radix_sort.h), folded and spilled as a compressed run
//                (arc_run.h). Named links go through a dictionary (dictionary.h) that gives temporary ids; when it is
//                full, its names are sorted (name_sort.h) and spilled, and a new one begins (named_links.h).
//   2. number    the dictionaries' names merge into the order of keys, which numbers the nodes and goes to the sink;
//                the links, now numbered, enter phase 1's sort.
//   3. rows      runs merge into rows, chunk by chunk on many threads (row_chunks.h, arc_sorter.h), or blocks in memory
//                are sorted chunk by chunk where all fits; rows go to the sink in node order, and their arcs, turned
//                round, into a second sort.
//   4. transpose the second sort's rows are the predecessors.
//
// Where all fits, nothing touches the disk. How the limit is divided: graph/build/budget.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "graph/control.h"
#include "graph/files.h"
#include "graph/web.h"
#include "graph/web_sink.h"

namespace orbweb {

/// One link between two nodes, already folded: the input's own numbers.
struct BuilderArc {
  NodeId source;
  NodeId target;
  std::uint32_t count;  ///< links that this stands for, at least 1
  bool followed;
};

/// Some links between named nodes, collected by one thread and added at once: so that threads hardly wait for each
/// other. Thousands of links to a batch are enough.
class NamedBatch {
 public:
  /// The number of a canonical name within this batch. The same name may be added again.
  std::uint32_t add_name(std::string_view name);
  /// `source` and `target` are numbers that add_name gave.
  void add_link(std::uint32_t source, std::uint32_t target, std::uint32_t count = 1, bool followed = true) {
    links_.push_back({source, target, count, followed});
  }
  void clear();

  std::size_t num_names() const { return ends_.size(); }
  std::string_view key(std::size_t name) const {
    const std::size_t begin = name == 0 ? 0 : ends_[name - 1];
    return std::string_view(keys_).substr(begin, ends_[name] - begin);
  }
  const std::vector<BuilderArc>& links() const { return links_; }
  std::size_t key_bytes() const { return keys_.size(); }

 private:
  std::string keys_;
  std::vector<std::size_t> ends_;
  std::vector<BuilderArc> links_;
};

struct BuilderOptions {
  bool with_names = true;
  /// Most bytes the process may hold at its peak, beside about 64 MB; 0 means half the memory of the machine.
  std::uint64_t memory_limit = 0;
  /// Where to put what does not fit: files without names, gone when the process ends in any way. Empty stands for
  /// $TMPDIR, or else /var/tmp.
  std::filesystem::path temporary_folder = {};
};

/// What a build did.
struct BuildStats {
  std::uint64_t nodes = 0;
  std::uint64_t links = 0;
  std::uint64_t arcs = 0;
  std::uint64_t name_runs = 0;       ///< dictionaries spilled, as the next two 0 where all fitted
  std::uint64_t successor_runs = 0;  ///< sorted runs merged
  std::uint64_t predecessor_runs = 0;
  std::uint64_t temporary_bytes = 0;  ///< on disk, at the peak
};

/// Collects from many threads at once, then builds once. The result depends on the set of links, never on their order,
/// the number of threads or the memory limit.
class WebBuilder {
 public:
  explicit WebBuilder(const BuilderOptions& options, FileSystem& files = real_file_system());
  ~WebBuilder();

  /// Takes links between numbered nodes. Thread-safe. Only without names. Throws IoError where the disk is needed and
  /// full, LimitError for the number 4,294,967,295.
  void add(const std::vector<BuilderArc>& arcs);
  /// Takes links between named nodes. Thread-safe. Only with names. Throws as add().
  void add_links(const NamedBatch& batch);

  /// Makes all numbered nodes below `num_nodes` exist, with arcs or without. Thread-safe. Only without names.
  void set_num_nodes_at_least(std::uint64_t num_nodes);

  /// Sorts and merges: a folded arc is followed if any of its links is; counts add up and saturate. Sends the result to
  /// `sink`. Call once, after all else; what add() or the sink threw leaves nothing to build. Throws LimitError where
  /// the sink alone would pass the limit.
  void build_into(WebSink& sink, Provenance provenance, const Control& control);
  /// The same as a Web in memory.
  Web build(Provenance provenance, const Control& control);

  const BuildStats& stats() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// What a build would need.
struct BuildSize {
  std::uint64_t nodes = 0;
  std::uint64_t links = 0;
  std::uint64_t name_bytes = 0;  ///< of distinct names
  bool with_names = true;
};
struct BuildNeeds {
  std::uint64_t memory = 0;           ///< bytes that it would use, of which the limit leaves `memory_limit` or less
  std::uint64_t memory_to_fit = 0;    ///< bytes with which nothing would touch the disk
  std::uint64_t temporary_bytes = 0;  ///< on disk, at the peak; 0 where all fits
  std::uint64_t runs = 0;             ///< sorted runs of the larger direction; 0 where all fits
};
/// Estimates for `threads` threads; the sink's own memory is not part of them. `memory_limit` as in BuilderOptions.
BuildNeeds needs_of(const BuildSize& size, std::uint64_t memory_limit, int threads);

}  // namespace orbweb
