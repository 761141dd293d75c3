#include "graph/build/named_links.h"

#include <algorithm>
#include <atomic>
#include <limits>
#include <utility>

#include "graph/build/arc_log.h"
#include "graph/build/name_runs.h"
#include "graph/error.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kLeastBufferBytes = std::uint64_t{4} << 10;
constexpr std::uint64_t kMostBufferBytes = std::uint64_t{256} << 10;
constexpr std::uint64_t kNamesPerChunk = std::uint64_t{1} << 16;

/// A temporary id and the node that it stands for.
struct Numbered {
  NodeId id;
  NodeId node;
};

/// Sends names in chunks, and numbers them.
class NameSender {
 public:
  NameSender(WebSink& sink, const Control& control) : sink_(sink), control_(control) {}

  NodeId send(std::string_view key) {
    if (num_sent_ >= std::numeric_limits<NodeId>::max()) {
      throw LimitError("more than about 4 billion names: this build has 32-bit node ids");
    }
    chunk_.keys.insert(chunk_.keys.end(), key.begin(), key.end());
    chunk_.offsets.push_back(chunk_.keys.size());
    if (chunk_.size() == kNamesPerChunk) flush();
    return static_cast<NodeId>(num_sent_++);
  }
  std::uint64_t finish() {
    flush();
    return num_sent_;
  }

 private:
  void flush() {
    control_.check();
    sink_.add_names(std::exchange(chunk_, {}));
  }

  WebSink& sink_;
  const Control& control_;
  SortedKeys chunk_;
  std::uint64_t num_sent_ = 0;
};

}  // namespace

/// One dictionary and the links that use its ids.
struct NamedLinks::Generation {
  Generation(BlockPool& pool, SpillSpace& space, std::uint64_t log_bytes, int threads)
      : dictionary(std::make_unique<Dictionary>()), log(pool, space, log_bytes, threads) {}

  std::unique_ptr<Dictionary> dictionary;  ///< null once its names are spilled or sent
  ArcLog log;
  int users = 0;  ///< threads that add to it; guarded by NamedLinks::mutex_
  std::uint64_t id_limit = 0;
  SpilledBytes names;           ///< where spilled
  SpilledBytes numbers;         ///< where spilled: Numbered, once names are merged
  std::vector<NodeId> node_of;  ///< where not spilled, once names are sent: by temporary id
};

NamedLinks::NamedLinks(BlockPool& pool, SpillSpace& space, std::uint64_t dictionary_budget, std::uint64_t arc_budget,
                       int threads)
    : pool_(pool),
      space_(space),
      // One dictionary goes to disk while threads fill the next.
      bytes_per_generation_(threads > 1 ? dictionary_budget / 2 : dictionary_budget),
      log_bytes_(threads > 1 ? arc_budget / 2 : arc_budget),
      threads_(threads),
      names_file_(space) {
  generations_.push_back(std::make_unique<Generation>(pool_, space_, log_bytes_, threads_));
}

NamedLinks::~NamedLinks() = default;

void NamedLinks::add(const NamedBatch& batch) {
  num_links_ += batch.links().size();
  Generation& generation = enter();
  try {
    const std::vector<NodeId> ids = generation.dictionary->intern(batch);
    std::vector<ArcKey> plain;
    std::vector<LabelledArc> labelled;
    plain.reserve(batch.links().size());
    for (const BuilderArc& link : batch.links()) {
      const ArcKey key = arc_key(ids[link.source], ids[link.target]);
      if (link.count == 1 && link.followed) {
        plain.push_back(key);
      } else {
        labelled.push_back({key, link.count, link.followed ? 1U : 0U});
      }
    }
    generation.log.add(plain);
    generation.log.add(labelled);
  } catch (...) {
    leave(generation);
    throw;
  }
  leave(generation);
}

/// The dictionary to add to. Where it is full, the first thread to notice spills it, and the others wait only if the
/// next one fills up meanwhile.
NamedLinks::Generation& NamedLinks::enter() {
  std::unique_lock lock(mutex_);
  while (true) {
    if (error_) std::rethrow_exception(error_);
    Generation& current = *generations_.back();
    if (current.dictionary->memory() < bytes_per_generation_ || current.dictionary->size() == 0) {
      ++current.users;
      return current;
    }
    if (is_spilling_) {
      changed_.wait(lock);
    } else {
      spill_outside(lock);
    }
  }
}

void NamedLinks::leave(Generation& generation) {
  const std::lock_guard lock(mutex_);
  --generation.users;
  changed_.notify_all();
}

void NamedLinks::spill_outside(std::unique_lock<std::mutex>& lock) {
  Generation& full = *generations_.back();
  is_spilling_ = true;
  generations_.push_back(std::make_unique<Generation>(pool_, space_, log_bytes_, threads_));
  changed_.wait(lock, [&] { return full.users == 0; });
  lock.unlock();
  std::exception_ptr error;
  try {
    spill(full, 1);  // others may be waiting in the middle of a parallel loop: no loop of our own
  } catch (...) {
    error = std::current_exception();
  }
  lock.lock();
  is_spilling_ = false;
  if (error && !error_) error_ = error;
  changed_.notify_all();
}

void NamedLinks::spill(Generation& generation, int threads) {
  generation.id_limit = generation.dictionary->id_limit();
  generation.names = write_names(names_file_, generation.dictionary->sorted(threads));
  generation.dictionary.reset();
  generation.log.spill();
  ++num_spilled_;
}

std::uint64_t NamedLinks::send_names(WebSink& sink, const Control& control) {
  if (generations_.size() == 1) return send_dictionary(*generations_.front(), sink, control);
  Generation& last = *generations_.back();
  if (last.dictionary->size() == 0) {
    generations_.pop_back();
  } else {
    spill(last, threads_);
  }
  return merge_names(sink, control);
}

std::uint64_t NamedLinks::send_dictionary(Generation& generation, WebSink& sink, const Control& control) {
  generation.id_limit = generation.dictionary->id_limit();
  const std::vector<NameRecord> sorted = generation.dictionary->sorted(threads_);
  generation.node_of.resize(generation.id_limit);
  NameSender sender(sink, control);
  for (const NameRecord record : sorted) generation.node_of[record.id()] = sender.send(record.key());
  generation.dictionary.reset();
  return sender.finish();
}

/// A heap of one reader per dictionary. Equal names of several dictionaries come one after the other.
std::uint64_t NamedLinks::merge_names(WebSink& sink, const Control& control) {
  struct Source {
    NameRunReader names;
    SpillWriter numbers;
  };
  ids_file_ = std::make_unique<SpillFile>(space_);
  const auto buffer_bytes = static_cast<std::size_t>(
      std::clamp(bytes_per_generation_ / (4 * generations_.size()), kLeastBufferBytes, kMostBufferBytes));
  std::vector<Source> sources;
  std::vector<std::size_t> heap;
  for (const auto& generation : generations_) {
    sources.push_back({NameRunReader(names_file_, std::move(generation->names), buffer_bytes),
                       SpillWriter(*ids_file_, buffer_bytes)});
    if (sources.back().names.next()) heap.push_back(sources.size() - 1);
  }
  const auto is_after = [&](std::size_t a, std::size_t b) { return sources[a].names.key() > sources[b].names.key(); };
  std::make_heap(heap.begin(), heap.end(), is_after);

  NameSender sender(sink, control);
  std::string sent;
  NodeId node = 0;
  bool is_first = true;
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), is_after);
    Source& source = sources[heap.back()];
    if (is_first || source.names.key() != sent) {
      node = sender.send(source.names.key());
      sent = source.names.key();
      is_first = false;
    }
    const Numbered numbered{source.names.id(), node};
    source.numbers.write({reinterpret_cast<const char*>(&numbered), sizeof numbered});
    if (source.names.next()) {
      std::push_heap(heap.begin(), heap.end(), is_after);
    } else {
      heap.pop_back();
    }
  }
  for (std::size_t i = 0; i < sources.size(); ++i) generations_[i]->numbers = sources[i].numbers.finish();
  return sender.finish();
}

std::uint64_t NamedLinks::bytes_to_number() const {
  std::uint64_t most = 0;
  for (const auto& generation : generations_) most = std::max(most, generation->id_limit);
  return most * sizeof(NodeId);
}

void NamedLinks::number_links(ArcSorter& sorter, const Control& control) {
  for (const auto& generation : generations_) {
    std::vector<NodeId> node_of = std::move(generation->node_of);
    if (generation->numbers.size > 0) {
      node_of.resize(generation->id_limit);
      SpillReader reader(*ids_file_, std::move(generation->numbers), kMostBufferBytes);
      while (!reader.at_end()) {
        Numbered numbered;
        reader.read({reinterpret_cast<char*>(&numbered), sizeof numbered});
        if (numbered.id < node_of.size()) node_of[numbered.id] = numbered.node;
      }
    }
    const auto number = [&](ArcKey key) { return arc_key(node_of[source_of(key)], node_of[target_of(key)]); };
    generation->log.read(threads_, {.plain =
                                        [&](std::span<ArcKey> arcs) {
                                          control.check();
                                          for (ArcKey& arc : arcs) arc = number(arc);
                                          sorter.add(arcs);
                                        },
                                    .labelled =
                                        [&](std::span<LabelledArc> arcs) {
                                          control.check();
                                          for (LabelledArc& arc : arcs) arc.key = number(arc.key);
                                          sorter.add(arcs);
                                        }});
  }
  generations_.clear();
  ids_file_.reset();
}

}  // namespace orbweb
