// Names from many threads to temporary ids.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "graph/build/name_table.h"
#include "graph/builder.h"

namespace orbweb {

/// Names spread over shards by hash. A batch takes each shard's lock once, so that threads hardly meet.
class Dictionary {
 public:
  Dictionary();

  /// The temporary id of each name of the batch: the same name always gets the same id. Thread-safe.
  std::vector<NodeId> intern(const NamedBatch& batch);

  // Asked while other threads intern.
  std::uint64_t size() const { return size_; }
  /// With what sorting the names will need.
  std::uint64_t memory() const { return memory_; }

  /// The bound of temporary ids.
  std::uint64_t id_limit() const;
  /// All names in key order, with up to `threads` threads; with one, nothing runs in parallel.
  std::vector<NameRecord> sorted(int threads) const;

 private:
  static constexpr std::uint32_t kNumShards = 64;

  struct Shard {
    explicit Shard(NodeId index) : names(index, kNumShards) {}
    std::mutex mutex;
    NameTable names;
  };
  void intern_in_shard(std::size_t shard, const NamedBatch& batch, std::span<const std::uint32_t> names,
                       const std::vector<std::uint64_t>& hashes, std::vector<NodeId>& ids);

  std::vector<std::unique_ptr<Shard>> shards_;
  std::atomic<std::size_t> next_first_shard_{0};
  std::atomic<std::uint64_t> size_{0};
  std::atomic<std::uint64_t> memory_{0};
};

}  // namespace orbweb
