#include "graph/build/dictionary.h"

#include <algorithm>
#include <array>
#include <utility>

#include "graph/build/name_sort.h"
#include "graph/checksum.h"

namespace orbweb {

namespace {

constexpr std::size_t kPrefetchDistance = 12;

}  // namespace

Dictionary::Dictionary() {
  for (NodeId i = 0; i < kNumShards; ++i) shards_.push_back(std::make_unique<Shard>(i));
}

std::vector<NodeId> Dictionary::intern(const NamedBatch& batch) {
  const std::size_t num_names = batch.num_names();
  std::vector<std::uint64_t> hashes(num_names);
  std::array<std::uint32_t, kNumShards + 1> starts{};
  for (std::uint32_t i = 0; i < num_names; ++i) {
    hashes[i] = hash_of(bytes_of(batch.key(i)));
    ++starts[hashes[i] % kNumShards + 1];
  }
  for (std::size_t shard = 0; shard < kNumShards; ++shard) starts[shard + 1] += starts[shard];
  std::vector<std::uint32_t> by_shard(num_names);
  std::array<std::uint32_t, kNumShards + 1> next = starts;
  for (std::uint32_t i = 0; i < num_names; ++i) by_shard[next[hashes[i] % kNumShards]++] = i;

  std::vector<NodeId> ids(num_names);
  const std::size_t first = next_first_shard_ += 17;  // threads start at different shards
  for (std::size_t i = 0; i < kNumShards; ++i) {
    const std::size_t shard = (first + i) % kNumShards;
    const std::span names(by_shard.data() + starts[shard], by_shard.data() + starts[shard + 1]);
    if (!names.empty()) intern_in_shard(shard, batch, names, hashes, ids);
  }
  return ids;
}

void Dictionary::intern_in_shard(std::size_t shard, const NamedBatch& batch, std::span<const std::uint32_t> names,
                                 const std::vector<std::uint64_t>& hashes, std::vector<NodeId>& ids) {
  NameTable& table = shards_[shard]->names;
  const std::lock_guard lock(shards_[shard]->mutex);
  const std::uint64_t memory_before = table.memory();
  const std::uint32_t size_before = table.size();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i + kPrefetchDistance < names.size()) table.prefetch(hashes[names[i + kPrefetchDistance]]);
    ids[names[i]] = table.insert(batch.key(names[i]), hashes[names[i]]);
  }
  const std::uint32_t more = table.size() - size_before;
  size_ += more;
  memory_ += table.memory() - memory_before + more * kBytesToSortName;
}

std::uint64_t Dictionary::id_limit() const {
  std::uint64_t most = 0;
  for (const auto& shard : shards_) most = std::max<std::uint64_t>(most, shard->names.size());
  return most * kNumShards;
}

std::vector<NameRecord> Dictionary::sorted(int threads) const {
  std::vector<NameRecord> records;
  records.reserve(size());
  for (const auto& shard : shards_) {
    shard->names.for_each([&](NameRecord record) { records.push_back(record); });
  }
  sort_names(records, threads);
  return records;
}

}  // namespace orbweb
