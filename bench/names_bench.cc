// How small names are and how fast one is found, beside a std::unordered_map from std::string in the same run.
//
// Names made up from a seed (SplitMix64): hosts of power-law size; pages with directories, words, numbers and query
// strings. `ORBWEB_BENCH_NAMES` sets how many are drawn (default 13 million, of which 10 million differ);
// `ORBWEB_BENCH_URLS` names a file of one name a line to measure instead. Before anything is timed, every name must
// be found at its place, and come back from there. Look-ups are of random names, warm; text and map hold names, not
// keys.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/memory_file.h"
#include "graph/name_key.h"
#include "graph/names.h"
#include "graph/names_encoder.h"
#include "graph/parallel.h"

namespace orbweb {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kSeed = 1;
constexpr std::uint64_t kLookups = 1 << 20;
constexpr int kRepetitions = 5;

class Random {
 public:
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  std::uint64_t below(std::uint64_t bound) { return next() % bound; }
  /// Small numbers often, large ones seldom: about 1 / x^2.
  std::uint64_t power_law(std::uint64_t bound) {
    const double unit = static_cast<double>((next() >> 11) + 1) * 0x1p-53;
    return static_cast<std::uint64_t>(1.0 / unit) % bound;
  }

 private:
  std::uint64_t state_ = kSeed;
};

/// Words of two to four syllables; common ones come often.
std::string word(Random& random) {
  static constexpr const char* kSyllables[] = {"ba", "con", "de",   "er", "fi", "gra", "ho",  "in",
                                               "ka", "lo",  "ment", "no", "or", "pre", "qui", "ria",
                                               "se", "ti",  "un",   "ve", "wa", "xen", "ly",  "zo"};
  const std::uint64_t number = random.power_law(50000);
  std::uint64_t left = number * 2654435761U + 12345;
  std::string text;
  for (std::uint64_t syllables = 2 + number % 3; syllables > 0; --syllables, left /= 24) text += kSyllables[left % 24];
  return text;
}

std::string host(Random& random) {
  static constexpr const char* kDomains[] = {"com", "com", "com", "com", "org", "net", "de", "co.uk", "fr", "ru", "io"};
  std::string name = random.below(3) == 0 ? "" : random.below(4) == 0 ? word(random) + "." : "www.";
  name += word(random);
  if (random.below(2) == 0) name += "-" + word(random);
  if (random.below(4) == 0) name += std::to_string(random.below(1000));
  return name + "." + kDomains[random.below(std::size(kDomains))];
}

std::string page(Random& random, const std::vector<std::string>& sections) {
  const std::string& path = sections[random.power_law(sections.size())];
  switch (random.below(4)) {
    case 0:
      return path + word(random) + "-" + word(random) + "-" + std::to_string(random.below(100000)) + ".html";
    case 1:
      return path + std::to_string(2000 + random.below(25)) + "/" + std::to_string(10 + random.below(3)) + "/" +
             word(random) + "-" + word(random) + "-" + word(random) + "/";
    case 2:
      return path + "view?id=" + std::to_string(random.below(1000000)) + "&page=" + std::to_string(random.below(20));
    default:
      return path + word(random) + "/" + word(random);
  }
}

std::vector<std::string> made_up_names(std::uint64_t count) {
  Random random;
  std::vector<std::string> names;
  names.reserve(count);
  while (names.size() < count) {
    const std::string start = (random.below(4) == 0 ? "http://" : "https://") + host(random);
    std::vector<std::string> sections{"/"};
    for (std::uint64_t i = random.below(12); i > 0; --i) {
      sections.push_back(sections[random.below(sections.size())] + word(random) + "/");
    }
    names.push_back(start + "/");
    for (std::uint64_t pages = random.power_law(100000) * 4; pages > 0 && names.size() < count; --pages) {
      names.push_back(start + page(random, sections));
    }
  }
  return names;
}

std::vector<std::string> names_to_measure() {
  if (const char* path = std::getenv("ORBWEB_BENCH_URLS")) {
    std::ifstream file(path);
    std::vector<std::string> names;
    for (std::string line; std::getline(file, line);) names.push_back(line);
    return names;
  }
  const char* count = std::getenv("ORBWEB_BENCH_NAMES");
  return made_up_names(count != nullptr ? std::strtoull(count, nullptr, 10) : 13000000);
}

/// In key order, each once.
void sort_by_key(std::vector<std::string>& names) {
  for (std::string& name : names) name = key_from_name(name);
  parallel_sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) { return a < b; });
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (std::string& name : names) name = name_from_key(name);
}

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

Names encode(const std::vector<std::string>& names) {
  MemoryFile blocks, index;
  NamesEncoder encoder(blocks, index);
  for (const std::string& name : names) encoder.add(key_from_name(name));
  encoder.finish();
  return {StoredBytes(blocks.take()), StoredBytes(index.take()), names.size()};
}

void require(bool holds, const char* what) {
  if (!holds) throw std::runtime_error(what);
}

void verify(const Names& names, const std::vector<std::string>& expected) {
  names.check();
  std::uint64_t node = 0;
  names.for_each_key(0, names.size(),
                     [&](std::string_view key) { require(name_from_key(key) == expected[node++], "scan"); });
  require(node == expected.size(), "size");
  for (node = 0; node < expected.size(); ++node) require(names.find(expected[node]) == node, "find");
  for (node = 0; node < expected.size(); node += 97)
    require(names.name(static_cast<NodeId>(node)) == expected[node], "name");
}

/// Median over repetitions of the processor time of one call of find(name), in ns: a busy machine counts less.
template <class Find>
double ns_per_lookup(const std::vector<std::string>& wanted, Find&& find) {
  std::vector<double> times;
  for (int i = 0; i < kRepetitions; ++i) {
    const std::clock_t start = std::clock();
    std::uint64_t sum = 0;
    for (const std::string& name : wanted) sum += find(name);
    times.push_back(static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC / static_cast<double>(wanted.size()) *
                    1e9);
    require(sum != 1, "sum");
  }
  std::sort(times.begin(), times.end());
  return times[kRepetitions / 2];
}

void measure() {
  std::vector<std::string> texts = names_to_measure();
  sort_by_key(texts);
  double text_bytes = 0;
  for (const std::string& text : texts) text_bytes += static_cast<double>(text.size());
  const auto count = static_cast<double>(texts.size());

  const auto start = Clock::now();
  const Names names = encode(texts);
  std::printf("encoding: %.2f s with %d threads, %.0f MB/s of text\n", seconds_since(start), num_threads(),
              text_bytes / 1e6 / seconds_since(start));
  verify(names, texts);
  std::printf("names: %.0f, text %.2f bytes/name, stored %.2f (blocks %.2f, index %.2f): %.1f %% of the text\n", count,
              text_bytes / count, static_cast<double>(names.bytes()) / count,
              static_cast<double>(names.blocks().size()) / count, static_cast<double>(names.index().size()) / count,
              100 * static_cast<double>(names.bytes()) / text_bytes);
  const auto scan_start = Clock::now();
  std::uint64_t bytes = 0;
  names.for_each_key(0, names.size(), [&](std::string_view key) { bytes += key.size(); });
  std::printf("scan: %.1f ns/key\n", seconds_since(scan_start) / count * 1e9);

  Random random;
  std::vector<std::string> wanted;
  for (std::uint64_t i = 0; i < kLookups; ++i) wanted.push_back(texts[random.below(texts.size())]);
  const double by_names = ns_per_lookup(wanted, [&](const std::string& name) { return *names.find(name); });
  std::uint64_t place = 0;
  const double by_id = ns_per_lookup(wanted, [&](const std::string&) {
    place = (place + 2654435761U) % names.size();
    return names.name(static_cast<NodeId>(place)).size();
  });
  std::unordered_map<std::string, NodeId> map;
  map.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) map.emplace(std::move(texts[i]), static_cast<NodeId>(i));
  const double by_map = ns_per_lookup(wanted, [&](const std::string& name) { return map.find(name)->second; });
  std::printf("find: %.0f ns, std::unordered_map %.0f ns: %.2f times; name of a random id: %.0f ns\n", by_names, by_map,
              by_names / by_map, by_id);
}

}  // namespace
}  // namespace orbweb

int main() { orbweb::measure(); }
