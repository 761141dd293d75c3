// A sink that keeps the web it is sent, and checks that it is sent by the rules.
#pragma once

#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "graph/web_sink.h"

namespace orbweb::test {

class WebCapture : public WebSink {
 public:
  std::uint64_t memory(const WebSize& size) const override { return kept_.memory(size); }
  void add_names(SortedKeys keys) override {
    EXPECT_FALSE(begun_);
    kept_.add_names(std::move(keys));
  }
  void begin_rows(const WebSize& size) override {
    EXPECT_FALSE(std::exchange(begun_, true));
    size_ = size;
    kept_.begin_rows(size);
  }
  void add_successors(RowBlock rows, std::vector<std::uint32_t> counts, std::vector<std::uint8_t> followed) override {
    EXPECT_EQ(counts.size(), rows.num_arcs());
    EXPECT_EQ(followed.size(), rows.num_arcs());
    expect_next(rows, num_successor_rows_);
    num_arcs_ += rows.num_arcs();
    EXPECT_LE(num_arcs_, size_.links);
    kept_.add_successors(std::move(rows), std::move(counts), std::move(followed));
  }
  void add_predecessors(RowBlock rows) override {
    expect_next(rows, num_predecessor_rows_);
    kept_.add_predecessors(std::move(rows));
  }
  void finish(Provenance provenance) override {
    EXPECT_EQ(num_successor_rows_, size_.num_nodes);
    EXPECT_EQ(num_predecessor_rows_, size_.num_nodes);
    kept_.finish(std::move(provenance));
  }

  /// Once, after finish().
  Web take() { return kept_.take(); }

 private:
  void expect_next(const RowBlock& rows, std::uint64_t& num_rows) const {
    EXPECT_TRUE(begun_);
    EXPECT_EQ(rows.first, num_rows);
    num_rows += rows.num_rows();
    EXPECT_TRUE(rows.num_rows() % WebSink::kRowsPerChunk == 0 || num_rows == size_.num_nodes);
  }

  MemorySink kept_;
  bool begun_ = false;
  WebSize size_;
  std::uint64_t num_successor_rows_ = 0, num_predecessor_rows_ = 0, num_arcs_ = 0;
};

}  // namespace orbweb::test
