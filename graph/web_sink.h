// Where a build's product goes: a stream in node order, so that neither end ever holds the whole web.
#pragma once

#include <cstdint>
#include <vector>

#include "graph/adjacency.h"
#include "graph/web.h"

namespace orbweb {

/// Some consecutive keys (graph/name_key.h) in order: key i is bytes [offsets[i], offsets[i + 1]).
struct SortedKeys {
  std::vector<std::uint64_t> offsets{0};
  std::vector<char> keys;

  std::uint64_t size() const { return offsets.size() - 1; }
};

/// What a build is about to send. Links that fold into one arc are still counted one by one in `links`.
struct WebSize {
  std::uint64_t num_nodes = 0;
  std::uint64_t links = 0;  ///< no fewer than arcs
};

/// Takes the parts of a web, one call at a time, in this order: add_names (only a web with names), begin_rows,
/// add_successors and add_predecessors mixed at will, finish. Each part comes in node order, rows for every node.
/// A chunk of rows has a multiple of kRowsPerChunk rows, the last of each direction excepted.
/// Calls may come from different threads and may throw; then the build ends, and nothing follows.
class WebSink {
 public:
  static constexpr std::uint64_t kRowsPerChunk = 64;

  virtual ~WebSink() = default;

  /// Bytes that the sink will hold at its peak, so that the builder leaves them free.
  virtual std::uint64_t memory(const WebSize& size) const = 0;

  virtual void add_names(SortedKeys keys) = 0;
  virtual void begin_rows(const WebSize& size) = 0;
  /// `counts` and `followed` (0 or 1) have one entry per arc of `rows`.
  virtual void add_successors(RowBlock rows, std::vector<std::uint32_t> counts, std::vector<std::uint8_t> followed) = 0;
  virtual void add_predecessors(RowBlock rows) = 0;
  virtual void finish(Provenance provenance) = 0;
};

/// Makes a Web in memory.
class MemorySink final : public WebSink {
 public:
  std::uint64_t memory(const WebSize& size) const override;
  void add_names(SortedKeys keys) override;
  void begin_rows(const WebSize& size) override;
  void add_successors(RowBlock rows, std::vector<std::uint32_t> counts, std::vector<std::uint8_t> followed) override;
  void add_predecessors(RowBlock rows) override;
  void finish(Provenance provenance) override;

  /// Once, after finish().
  Web take() { return std::move(web_); }

 private:
  struct Direction {
    std::vector<ArcIndex> offsets{0};
    std::vector<NodeId> targets;
    void append(const RowBlock& rows);
  };

  bool has_names_ = false;
  SortedKeys names_;
  Direction successors_, predecessors_;
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint8_t> followed_;
  Web web_;
};

}  // namespace orbweb
