// Common Crawl's ranks of hosts and domains (a release's ...-ranks.txt.gz): a line each, tab-separated,
//
//   #harmonicc_pos #harmonicc_val #pr_pos #pr_val #host_rev [#n_hosts]
//
// with the labels of names reversed. A first line that starts with "#" names the columns, in any order; without one
// they are these. Compressed as any input.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "graph/files.h"
#include "graph/web.h"

namespace orbweb {

struct CommonCrawlRank {
  std::string name;  ///< "www.example.com"
  std::uint64_t harmonic_position = 0;
  double harmonic = 0;
  std::uint64_t pagerank_position = 0;
  double pagerank = 0;
  std::uint64_t num_hosts = 0;  ///< 0 where the file does not tell
};

/// Hands each line to `take`, in order. O(block) memory. Throws LoadError naming the line.
void read_common_crawl_ranks(const std::filesystem::path& path, const std::function<void(const CommonCrawlRank&)>& take,
                             FileSystem& files = real_file_system());

/// A file's ranks as columns over the nodes of a web, matched by name.
struct CommonCrawlScores {
  std::vector<double> harmonic;  ///< NaN for nodes that the file does not name
  std::vector<double> pagerank;
  std::vector<std::uint64_t> harmonic_position;  ///< from 1; 0 for such nodes
  std::vector<std::uint64_t> pagerank_position;
  std::uint64_t num_matched = 0;    ///< nodes that the file names
  std::uint64_t num_unmatched = 0;  ///< lines whose name is no node
};
/// The first line of a name counts. O(lines log nodes); 32 bytes a node.
CommonCrawlScores read_common_crawl_scores(const std::filesystem::path& path, const Web& web,
                                           FileSystem& files = real_file_system());

}  // namespace orbweb
