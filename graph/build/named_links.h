// Links between names, until all names are known and numbered: dictionaries of temporary ids with the links that use
// them. Where the dictionary outgrows its memory, its names and links go to disk and a new one begins; in the end the
// names of all merge, and each dictionary's links are numbered through its own table.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

#include "graph/build/arc_collector.h"
#include "graph/build/arc_sorter.h"
#include "graph/build/dictionary.h"
#include "graph/control.h"
#include "graph/web_sink.h"

namespace orbweb {

/// Used in this order: add() from many threads, send_names(), number_links().
class NamedLinks {
 public:
  NamedLinks(BlockPool& pool, SpillSpace& space, std::uint64_t dictionary_budget, std::uint64_t arc_budget,
             int threads);
  ~NamedLinks();

  void add(const NamedBatch& batch);

  /// Sends all names in order to `sink`. Returns how many there are.
  std::uint64_t send_names(WebSink& sink, const Control& control);
  /// The most memory that number_links() holds beside the links.
  std::uint64_t bytes_to_number() const;
  /// Moves all links, numbered, into `sorter`.
  void number_links(ArcSorter& sorter, const Control& control);

  std::uint64_t num_links() const { return num_links_; }
  std::uint64_t num_spilled() const { return num_spilled_; }

 private:
  struct Generation;

  Generation& enter();
  void leave(Generation& generation);
  void spill_outside(std::unique_lock<std::mutex>& lock);
  void spill(Generation& generation, int threads);
  std::uint64_t send_dictionary(Generation& generation, WebSink& sink, const Control& control);
  std::uint64_t merge_names(WebSink& sink, const Control& control);

  BlockPool& pool_;
  SpillSpace& space_;
  const std::uint64_t bytes_per_generation_;
  const std::uint64_t log_bytes_;
  const int threads_;
  SpillFile names_file_;
  std::unique_ptr<SpillFile> ids_file_;
  std::atomic<std::uint64_t> num_links_{0};

  std::mutex mutex_;  // guards all below
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Generation>> generations_;  // the last one takes names
  std::uint64_t num_spilled_ = 0;
  bool is_spilling_ = false;
  std::exception_ptr error_;
};

}  // namespace orbweb
