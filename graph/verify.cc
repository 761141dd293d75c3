#include "graph/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <functional>
#include <optional>

#include "graph/error.h"
#include "graph/parallel.h"
#include "graph/web_reader.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kNodesPerTask = 1 << 14;

std::uint64_t mix(std::uint64_t value) {
  // The finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2660193.2660195).
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

/// A sum over hashed arcs, the same in whatever order they come. `arc_of` says which end is the source.
template <class ArcOf>
std::uint64_t hash_of_arcs(const Graph& graph, ArcOf&& arc_of) {
  std::atomic<std::uint64_t> total = 0;
  parallel_for(graph.num_nodes(), kNodesPerTask, [&](std::uint64_t first, std::uint64_t last) {
    std::uint64_t sum = 0;
    for (std::uint64_t node = first; node < last; ++node) {
      for (const NodeId other : graph[static_cast<NodeId>(node)]) sum += mix(arc_of(node, other));
    }
    total += sum;
  });
  return total;
}

std::uint64_t pack(std::uint64_t source, std::uint64_t target) { return source << 32 | target; }

void check_transpose(const Graph& successors, const Graph& predecessors) {
  const std::uint64_t forward = hash_of_arcs(successors, [](auto node, auto other) { return pack(node, other); });
  const std::uint64_t backward = hash_of_arcs(predecessors, [](auto node, auto other) { return pack(other, node); });
  if (forward != backward) throw ArgumentError("predecessors are not the transpose of successors");
}

void check_link_counts(const std::vector<std::uint32_t>& counts) {
  const auto zero = std::find(counts.begin(), counts.end(), 0U);
  if (zero != counts.end()) throw ArgumentError(fmt::format("arc {} stands for no link", zero - counts.begin()));
}

void check_fingerprint(const Web& web, const std::string& recorded) {
  const Web copy(web.successors(), web.predecessors(), web.has_names() ? std::optional(web.names()) : std::nullopt,
                 web.followed(), web.link_counts(), web.provenance());
  if (copy.fingerprint() != recorded) {
    throw ArgumentError(fmt::format("expected {}, found {}", recorded, copy.fingerprint()));
  }
}

/// Runs checks and keeps what they find.
class Findings {
 public:
  void run(const std::string& check, const std::function<void()>& body) {
    std::string problem;
    try {
      body();
    } catch (const Cancelled&) {
      throw;
    } catch (const Error& error) {
      problem = error.what();
    }
    findings_.push_back({check, problem});
  }
  bool all_hold() const {
    return std::all_of(findings_.begin(), findings_.end(), [](const VerifyFinding& f) { return f.problem.empty(); });
  }
  std::vector<VerifyFinding> take() { return std::move(findings_); }

 private:
  std::vector<VerifyFinding> findings_;
};

void check_structure(const WebReader& reader, const Control& control, Findings& findings) {
  std::optional<Web> web;
  findings.run("rows sorted, ids in range, names sorted and unique, labels within arcs",
               [&] { web = reader.web(control); });
  if (!web) return;
  findings.run("predecessors are the transpose of successors",
               [&] { check_transpose(web->successors(), web->predecessors()); });
  findings.run("every arc stands for a link", [&] { check_link_counts(web->link_counts()); });
  findings.run("fingerprint", [&] { check_fingerprint(*web, reader.manifest().fingerprint); });
}

}  // namespace

std::vector<VerifyFinding> verify_web(const std::filesystem::path& path, const Control& control, FileSystem& files) {
  const WebReader reader(files, path);
  Findings findings;
  findings.run(std::string("checksum of ") + kManifestName, [] {});  // reading it has checked it
  const std::uint64_t num_files = reader.manifest().files.size();
  std::uint64_t done = 0;
  for (const auto& [name, file] : reader.manifest().files) {
    control.check();
    findings.run("checksum of " + name, [&, name = name] { reader.check_file(name); });
    control.progress({.phase = "verifying", .done = ++done, .total = num_files, .unit = "files"});
  }
  if (findings.all_hold()) check_structure(reader, control, findings);
  return findings.take();
}

}  // namespace orbweb
