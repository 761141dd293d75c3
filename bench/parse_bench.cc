// How fast link lists are read, beside `wc -l` on the same file.
//
// "fold" alone, without reading, splitting and naming: Fold::name_of, and beside it parse_url() with what the fold
// makes of its result, which is what every text took before those that are canonical already were told apart.
//
// Three made-up lists of about 64 MB, the same in every run (SplitMix64, seed 1): node numbers, host names, page URLs;
// links come grouped by source and point mostly to popular targets, as in a crawl. Each list is loaded once and its
// number of links verified before anything is timed. "of_wc" is the speed as a share of `wc -l` in the same run; all
// files are warm (in the page cache).
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "graph/builder.h"
#include "graph/parallel.h"
#include "loaders/fold.h"
#include "loaders/link_list.h"
#include "loaders/url.h"

namespace orbweb {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kListBytes = std::size_t{64} << 20;
constexpr std::uint64_t kNodes = 500000;

enum class Kind { numbers, hosts, urls };

std::uint64_t next_random(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9e3779b97f4a7c15U);
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
  return z ^ (z >> 31);
}

std::string node_text(Kind kind, std::uint64_t node) {
  std::string number = std::to_string(node);
  if (kind == Kind::numbers) return number;
  std::string host = "www.site-" + std::to_string(kind == Kind::hosts ? node : node / 50) + ".example";
  return kind == Kind::hosts ? host : "https://" + host + "/section/page-" + number + ".html?id=" + number;
}

struct List {
  fs::path path;
  std::uint64_t links = 0;
  std::size_t bytes = 0;
};

List write_list(Kind kind, const fs::path& path) {
  std::uint64_t state = 1;
  std::string text;
  List list{path, 0, 0};
  while (text.size() < kListBytes) {
    const std::string source = node_text(kind, next_random(state) % kNodes);
    for (std::uint64_t links = 1 + next_random(state) % 20; links > 0; --links, ++list.links) {
      const std::uint64_t popular = next_random(state) % (1 + next_random(state) % kNodes);
      text.append(source).append(1, '\t').append(node_text(kind, popular)).append(1, '\n');
    }
  }
  std::ofstream(path, std::ios::binary) << text;
  list.bytes = text.size();
  return list;
}

/// The lists, made once, removed at exit.
class Lists {
 public:
  Lists() : folder_(fs::temp_directory_path() / ("orbweb-bench-" + std::to_string(getpid()))) {
    fs::create_directory(folder_);
    for (const Kind kind : {Kind::numbers, Kind::hosts, Kind::urls}) {
      lists_[kind] = write_list(kind, folder_ / std::to_string(static_cast<int>(kind)));
    }
  }
  ~Lists() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  Lists(const Lists&) = delete;
  Lists& operator=(const Lists&) = delete;
  const List& operator[](Kind kind) const { return lists_.at(kind); }

 private:
  fs::path folder_;
  std::map<Kind, List> lists_;
};

const Lists& lists() {
  static const Lists made;
  return made;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

std::uint64_t lines_by_wc(const fs::path& path) {
  const std::string command = "wc -l < '" + path.string() + "'";
  FILE* pipe = popen(command.c_str(), "r");
  unsigned long long lines = 0;
  const bool worked = pipe != nullptr && std::fscanf(pipe, "%llu", &lines) == 1;
  if (pipe != nullptr) pclose(pipe);
  if (!worked) throw std::runtime_error("cannot run " + command);
  return lines;
}

/// Bytes per second of `wc -l`: the best of three.
double wc_speed(const List& list) {
  double best = 0;
  for (int round = 0; round < 3; ++round) {
    const auto start = std::chrono::steady_clock::now();
    if (lines_by_wc(list.path) != list.links) throw std::runtime_error("wc -l counts another number of lines");
    best = std::max(best, static_cast<double>(list.bytes) / seconds_since(start));
  }
  return best;
}

void report_speed(benchmark::State& state, const List& list, double seconds) {
  const double bytes = static_cast<double>(list.bytes) * static_cast<double>(state.iterations());
  state.counters["MB/s"] = bytes / seconds / 1e6;
  state.counters["of_wc"] = bytes / seconds / wc_speed(list);
  state.counters["links/s"] = static_cast<double>(list.links) * static_cast<double>(state.iterations()) / seconds;
}

LoadReport load(const List& list, const Fold* fold) {
  WebBuilder builder({.with_names = fold != nullptr});
  LinkListInputs inputs({list.path}, real_file_system());
  return load_link_list(inputs, fold, builder, {}, {});
}

void load_list(benchmark::State& state, Kind kind, FoldLevel level) {
  const List& list = lists()[kind];
  std::unique_ptr<Fold> fold;
  if (level != FoldLevel::none) {
    FoldOptions options;
    options.level = level;
    fold = std::make_unique<Fold>(options);
  }
  const int threads = static_cast<int>(state.range(0));
  double seconds = 0;
  with_threads(threads, [&] {
    if (load(list, fold.get()).links != list.links) throw std::runtime_error("wrong number of links");
    for ([[maybe_unused]] auto round : state) {
      const auto start = std::chrono::steady_clock::now();
      benchmark::DoNotOptimize(load(list, fold.get()).links);
      seconds += seconds_since(start);
    }
  });
  report_speed(state, list, seconds);
}

/// All names of a kind, one after the other, each once.
struct Names {
  std::vector<std::string> texts;
  std::size_t bytes = 0;
};
Names all_names(Kind kind) {
  Names names;
  for (std::uint64_t node = 0; node < kNodes; ++node)
    names.bytes += names.texts.emplace_back(node_text(kind, node)).size();
  return names;
}

void name_by_parser(std::string_view text, FoldLevel level, std::string& name) {
  const UrlResult result = parse_url(text);
  name = level == FoldLevel::page ? result.url.to_string() : result.url.host_and_port();
}

template <class NameOf>
void time_folding(benchmark::State& state, const Names& names, NameOf&& name_of) {
  std::string name;
  for ([[maybe_unused]] auto round : state) {
    for (const std::string& text : names.texts) {
      name_of(text, name);
      benchmark::DoNotOptimize(name.data());
    }
  }
  state.counters["MB/s"] =
      benchmark::Counter(static_cast<double>(names.bytes) * 1e-6, benchmark::Counter::kIsIterationInvariantRate);
}

void fold(benchmark::State& state, Kind kind, FoldLevel level) {
  const Names names = all_names(kind);
  FoldOptions options;
  options.level = level;
  const Fold fold(options);
  std::string name;
  std::string by_parser;
  for (const std::string& text : names.texts) {
    if (fold.name_of(text, name) != Rejection::none) throw std::runtime_error("refused: " + text);
    name_by_parser(text, level, by_parser);
    if (name != by_parser) throw std::runtime_error("the parser disagrees on " + text);
  }
  time_folding(state, names, [&](const std::string& text, std::string& out) { fold.name_of(text, out); });
}

void fold_by_parser(benchmark::State& state, Kind kind, FoldLevel level) {
  time_folding(state, all_names(kind),
               [level](const std::string& text, std::string& out) { name_by_parser(text, level, out); });
}

void newlines_by_memchr(benchmark::State& state, Kind kind) {
  const List& list = lists()[kind];
  std::vector<char> buffer(std::size_t{256} << 10);
  double seconds = 0;
  for ([[maybe_unused]] auto round : state) {
    const auto start = std::chrono::steady_clock::now();
    const auto file = real_file_system().open(list.path);
    std::uint64_t lines = 0;
    while (const std::size_t count = file->read(buffer)) {
      const char* const end = buffer.data() + count;
      for (const char* at = buffer.data(); at != end; ++lines) {
        const void* found = std::memchr(at, '\n', static_cast<std::size_t>(end - at));
        if (found == nullptr) break;
        at = static_cast<const char*>(found) + 1;
      }
    }
    if (lines != list.links) throw std::runtime_error("wrong number of lines");
    seconds += seconds_since(start);
  }
  report_speed(state, list, seconds);
}

BENCHMARK_CAPTURE(newlines_by_memchr, numbers, Kind::numbers)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(newlines_by_memchr, urls, Kind::urls)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(fold, urls_to_pages, Kind::urls, FoldLevel::page)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fold_by_parser, urls_to_pages, Kind::urls, FoldLevel::page)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fold, urls_to_hosts, Kind::urls, FoldLevel::host)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fold_by_parser, urls_to_hosts, Kind::urls, FoldLevel::host)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fold, hosts_to_hosts, Kind::hosts, FoldLevel::host)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(fold_by_parser, hosts_to_hosts, Kind::hosts, FoldLevel::host)->Unit(benchmark::kMillisecond);
// The argument is the number of threads; 0 = all processors.
BENCHMARK_CAPTURE(load_list, numbers, Kind::numbers, FoldLevel::none)
    ->Arg(1)
    ->Arg(0)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(load_list, hosts, Kind::hosts, FoldLevel::host)
    ->Arg(1)
    ->Arg(0)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(load_list, urls_to_pages, Kind::urls, FoldLevel::page)
    ->Arg(1)
    ->Arg(0)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(load_list, urls_to_hosts, Kind::urls, FoldLevel::host)
    ->Arg(1)
    ->Arg(0)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();
BENCHMARK_CAPTURE(load_list, urls_to_domains, Kind::urls, FoldLevel::domain)
    ->Arg(1)
    ->Arg(0)
    ->Unit(benchmark::kMillisecond)
    ->UseRealTime();

}  // namespace
}  // namespace orbweb

BENCHMARK_MAIN();
