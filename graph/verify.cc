#include "graph/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <iterator>
#include <mutex>
#include <optional>

#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/feed.h"
#include "graph/parallel.h"
#include "graph/row_scan.h"
#include "graph/split_mix.h"
#include "graph/web_reader.h"

namespace orbweb {

namespace {

/// A sum over hashed arcs, the same in whatever order they come. `arc_of` says which end is the source.
template <class ArcOf>
std::uint64_t hash_of_arcs(const Adjacency& adjacency, ArcOf&& arc_of) {
  std::atomic<std::uint64_t> total = 0;
  std::atomic<std::uint64_t> num_arcs = 0;
  scan_rows(adjacency, [&](const RowBlock& rows, ArcIndex) {
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < rows.num_rows(); ++i) {
      for (const NodeId other : rows[i]) sum += mixed(arc_of(rows.first + i, other));
    }
    total += sum;
    num_arcs += rows.num_arcs();
  });
  if (num_arcs != adjacency.num_arcs()) {
    throw ArgumentError(fmt::format("expected {} arcs, found {}", adjacency.num_arcs(), num_arcs.load()));
  }
  return total;
}

std::uint64_t pack(std::uint64_t source, std::uint64_t target) { return source << 32 | target; }

void check_transpose(const Web& web) {
  const std::uint64_t forward = hash_of_arcs(web.successors(), [](auto node, auto other) { return pack(node, other); });
  const std::uint64_t backward =
      hash_of_arcs(web.predecessors(), [](auto node, auto other) { return pack(other, node); });
  if (forward != backward) throw ArgumentError("predecessors are not the transpose of successors");
}

/// A stored count cannot be 0: what can be wrong is that it cannot be read.
void check_link_counts(const LinkCounts& counts) {
  counts.for_each_piece([](std::span<const std::uint32_t>) {});
}

void check_fingerprint(const Web& web) {
  const std::string found = content_fingerprint(web);
  if (found != web.fingerprint()) throw ArgumentError(fmt::format("expected {}, found {}", web.fingerprint(), found));
}

/// Every block's checksum and the whole file's SHA-256. O(bytes).
void check_file(const WebReader& reader, const std::string& name) {
  const StoredBytes bytes = reader.open(name);
  Sha256 sha256;
  for (std::uint64_t at = 0; at < bytes.size(); at += kChecksumBlock) {
    sha256.add(bytes.at(at, std::min(kChecksumBlock, bytes.size() - at)));
  }
  const std::string& expected = reader.manifest().files.at(name).sha256;
  if (const std::string found = sha256.hex(); found != expected) {
    throw LoadError(reader.path_of(name), "", "SHA-256 " + expected, found);
  }
}

/// What a check finds wrong; empty where nothing is.
std::string problem_of(const std::function<void()>& check) {
  try {
    check();
    return "";
  } catch (const Cancelled&) {
    throw;
  } catch (const Error& error) {
    return error.what();
  }
}

/// One finding per file, in the order of names; files are looked at in parallel.
std::vector<VerifyFinding> check_files(const WebReader& reader, const Control& control) {
  std::vector<std::string> names;
  for (const auto& [name, record] : reader.manifest().files) names.push_back(name);
  std::vector<VerifyFinding> findings(names.size());
  std::mutex mutex;  // guards reports
  std::uint64_t done = 0;
  parallel_for(names.size(), 1, [&](std::uint64_t first, std::uint64_t last) {
    for (std::uint64_t i = first; i < last; ++i) {
      control.check();
      findings[i] = {"checksum of " + names[i], problem_of([&] { check_file(reader, names[i]); })};
      const std::lock_guard lock(mutex);
      control.progress({.phase = "verifying", .done = ++done, .total = names.size(), .unit = "files"});
    }
  });
  return findings;
}

std::vector<VerifyFinding> check_structure(const WebReader& reader, const Control& control) {
  std::vector<VerifyFinding> findings;
  const auto run = [&](const char* check, const std::function<void()>& body) {
    control.check();
    findings.push_back({check, problem_of(body)});
    return findings.back().problem.empty();
  };
  std::optional<Web> web;
  if (!run("parts fit together", [&] { web = reader.web(); })) return findings;
  if (web->has_names()) run("names sorted and unique, and found", [&] { web->names().check(); });
  const bool sound =
      run("rows sorted, ids in range, predecessors are the transpose of successors", [&] { check_transpose(*web); });
  run("every arc stands for a link", [&] { check_link_counts(web->link_counts()); });
  const bool labelled = run("followed arcs are arcs", [&] { web->followed().size(); });
  if (sound && labelled) run("fingerprint", [&] { check_fingerprint(*web); });
  return findings;
}

}  // namespace

std::vector<VerifyFinding> verify_web(const std::filesystem::path& path, const Control& control, FileSystem& files) {
  const WebReader reader(files, path, ReadMode::mapped);  // checks the manifest and the table of checksums
  std::vector<VerifyFinding> findings{{std::string("checksum of ") + kManifestName, ""},
                                      {std::string("checksum of ") + kChecksumsName, ""}};
  const auto add = [&](std::vector<VerifyFinding> more) {
    std::move(more.begin(), more.end(), std::back_inserter(findings));
  };
  add(check_files(reader, control));
  if (std::all_of(findings.begin(), findings.end(), [](const VerifyFinding& f) { return f.problem.empty(); })) {
    add(check_structure(reader, control));
  }
  return findings;
}

}  // namespace orbweb
