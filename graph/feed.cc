#include "graph/feed.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "graph/web_fingerprint.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kRowsPerBlock = 1 << 16;  // fed at once
constexpr std::uint64_t kNamesPerBlock = 1 << 14;
static_assert(kRowsPerBlock % WebSink::kRowsPerChunk == 0);

/// Takes the fingerprint of what comes.
class FingerprintSink final : public WebSink {
 public:
  std::uint64_t memory(const WebSize&) const override { return 0; }
  void add_names(SortedKeys keys) override {
    for (std::uint64_t i = 0; i < keys.size(); ++i) {
      fingerprint_.add_key({keys.keys.data() + keys.offsets[i], keys.offsets[i + 1] - keys.offsets[i]});
    }
  }
  void begin_rows(const WebSize&) override {}
  void add_successors(RowBlock rows, std::vector<std::uint32_t> counts, std::vector<std::uint8_t> followed) override {
    fingerprint_.add_rows(rows);
    fingerprint_.add_link_counts(counts);
    fingerprint_.add_followed(followed);
  }
  void add_predecessors(RowBlock) override {}
  void finish(Provenance provenance) override { fold_ = to_string(provenance.fold); }

  std::string hex() const { return fingerprint_.hex(fold_); }

 private:
  WebFingerprint fingerprint_;
  std::string fold_;
};

void feed_names(const Names& names, WebSink& sink) {
  for (std::uint64_t first = 0; first < names.size(); first += kNamesPerBlock) {
    SortedKeys keys;
    names.for_each_key(first, std::min(first + kNamesPerBlock, names.size()), [&](std::string_view key) {
      keys.keys.insert(keys.keys.end(), key.begin(), key.end());
      keys.offsets.push_back(keys.keys.size());
    });
    sink.add_names(std::move(keys));
  }
}

RowBlock read_block(const Adjacency& adjacency, std::uint64_t first) {
  RowBlock rows;
  adjacency.read_rows(first, std::min(first + kRowsPerBlock, adjacency.num_nodes()), rows);
  return rows;
}

}  // namespace

void feed(const Web& web, WebSink& sink) {
  if (web.has_names()) feed_names(web.names(), sink);
  sink.begin_rows({.num_nodes = web.num_nodes(), .links = web.num_arcs()});
  for (std::uint64_t first = 0; first < web.num_nodes(); first += kRowsPerBlock) {
    RowBlock rows = read_block(web.successors(), first);
    const ArcIndex arc = web.successors().first_arc(first);
    std::vector<std::uint32_t> counts(rows.num_arcs());
    web.link_counts().copy(arc, counts);
    std::vector<std::uint8_t> followed(rows.num_arcs());
    web.followed().copy_members(arc, followed);
    sink.add_successors(std::move(rows), std::move(counts), std::move(followed));
  }
  for (std::uint64_t first = 0; first < web.num_nodes(); first += kRowsPerBlock) {
    sink.add_predecessors(read_block(web.predecessors(), first));
  }
  sink.finish(web.provenance());
}

std::string content_fingerprint(const Web& web) {
  FingerprintSink sink;
  feed(web, sink);
  return sink.hex();
}

}  // namespace orbweb
