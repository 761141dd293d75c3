#include "graph/build/name_sort.h"

#include <algorithm>
#include <bit>
#include <span>
#include <utility>

#include "graph/parallel.h"

namespace orbweb {

namespace {

constexpr std::size_t kCacheBytes = sizeof(std::uint64_t);

struct Entry {
  std::uint64_t cache;  ///< bytes [depth, depth + 8) of the key, the first one uppermost, zeros past its end
  const char* record;

  std::string_view key() const { return NameRecord(record).key(); }
};

std::uint64_t load_cache(std::string_view key, std::size_t depth) {
  static_assert(std::endian::native == std::endian::little);
  std::uint64_t bytes = 0;
  if (depth < key.size()) std::memcpy(&bytes, key.data() + depth, std::min(kCacheBytes, key.size() - depth));
  return __builtin_bswap64(bytes);
}

bool less_from(const Entry& a, const Entry& b, std::size_t depth) {
  if (a.cache != b.cache) return a.cache < b.cache;
  return a.key().substr(depth) < b.key().substr(depth);
}

/// Ends of the entries whose cache is below `pivot`, and of those equal to it.
std::pair<std::size_t, std::size_t> split_three_ways(std::span<Entry> entries, std::uint64_t pivot) {
  std::size_t less = 0;
  std::size_t at = 0;
  std::size_t greater = entries.size();
  while (at < greater) {
    if (entries[at].cache < pivot) {
      std::swap(entries[less++], entries[at++]);
    } else if (entries[at].cache > pivot) {
      std::swap(entries[at], entries[--greater]);
    } else {
      ++at;
    }
  }
  return {less, greater};
}

std::uint64_t median_of_three(std::span<const Entry> entries) {
  const std::uint64_t a = entries.front().cache;
  const std::uint64_t b = entries[entries.size() / 2].cache;
  const std::uint64_t c = entries.back().cache;
  return std::max(std::min(a, b), std::min(std::max(a, b), c));
}

/// Keys that end within the cache come first, the shorter ones first: padded alike, one begins another. The rest gets
/// the next eight bytes. Returns the rest.
std::span<Entry> go_deeper(std::span<Entry> equal, std::size_t depth) {
  const auto ended =
      std::partition(equal.begin(), equal.end(), [&](const Entry& entry) { return entry.key().size() <= depth; });
  std::sort(equal.begin(), ended, [](const Entry& a, const Entry& b) { return a.key().size() < b.key().size(); });
  const std::span<Entry> rest = equal.subspan(static_cast<std::size_t>(ended - equal.begin()));
  for (Entry& entry : rest) entry.cache = load_cache(entry.key(), depth);
  return rest;
}

/// `entries` agree before `depth`. `calls_left` bounds the stack and the time where pivots are unlucky.
void sort_entries(std::span<Entry> entries, std::size_t depth, int calls_left) {
  constexpr std::size_t kFew = 12;
  while (entries.size() > kFew && calls_left > 0) {
    const auto [less, greater] = split_three_ways(entries, median_of_three(entries));
    sort_entries(entries.first(less), depth, calls_left - 1);
    sort_entries(entries.subspan(greater), depth, calls_left - 1);
    depth += kCacheBytes;
    entries = go_deeper(entries.subspan(less, greater - less), depth);
  }
  std::sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) { return less_from(a, b, depth); });
}

void sort_entries(std::span<Entry> entries) {
  constexpr int kMostCalls = 200;  // one inside the other; 30 to 60 are usual
  sort_entries(entries, 0, kMostCalls);
}

/// Keys that cut `entries` into parts of about the same size.
std::vector<Entry> sample_splitters(std::span<const Entry> entries, std::size_t num_parts) {
  constexpr std::size_t kSamplesPerPart = 16;
  std::vector<Entry> samples;
  const std::size_t num_samples = num_parts * kSamplesPerPart;
  for (std::size_t i = 0; i < num_samples; ++i) samples.push_back(entries[entries.size() * i / num_samples]);
  sort_entries(samples);
  std::vector<Entry> splitters;
  for (std::size_t part = 1; part < num_parts; ++part) {
    Entry splitter = samples[part * kSamplesPerPart];
    splitter.cache = load_cache(splitter.key(), 0);
    splitters.push_back(splitter);
  }
  return splitters;
}

/// Sorts by part first, with all threads, then each part.
void sort_in_parts(std::vector<Entry>& entries, std::size_t num_parts) {
  constexpr std::uint64_t kEntriesPerTask = 1 << 14;
  const std::vector<Entry> splitters = sample_splitters(entries, num_parts);
  std::vector<std::uint8_t> part_of(entries.size());
  parallel_for(entries.size(), kEntriesPerTask, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) {
      const auto splitter = std::upper_bound(splitters.begin(), splitters.end(), entries[i],
                                             [](const Entry& a, const Entry& b) { return less_from(a, b, 0); });
      part_of[i] = static_cast<std::uint8_t>(splitter - splitters.begin());
    }
  });
  std::vector<std::size_t> starts(num_parts + 1, 0);
  for (const std::uint8_t part : part_of) ++starts[part + std::size_t{1}];
  for (std::size_t part = 0; part < num_parts; ++part) starts[part + 1] += starts[part];
  std::vector<Entry> placed(entries.size());
  std::vector<std::size_t> next = starts;
  for (std::size_t i = 0; i < entries.size(); ++i) placed[next[part_of[i]]++] = entries[i];
  entries = std::move(placed);
  parallel_for(num_parts, 1, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t part = first; part < last; ++part) {
      sort_entries(std::span(entries).subspan(starts[part], starts[part + 1] - starts[part]));
    }
  });
}

}  // namespace

void sort_names(std::vector<NameRecord>& records, int threads) {
  constexpr std::size_t kManyNames = 1 << 14;
  constexpr std::size_t kParts = 256;
  std::vector<Entry> entries(records.size());
  for (std::size_t i = 0; i < records.size(); ++i) {
    entries[i] = {load_cache(records[i].key(), 0), records[i].address()};
  }
  records = {};
  if (threads > 1 && records.size() > kManyNames) {
    sort_in_parts(entries, kParts);
  } else {
    sort_entries(entries);
  }
  records.reserve(entries.size());
  for (const Entry& entry : entries) records.emplace_back(entry.record);
}

}  // namespace orbweb
