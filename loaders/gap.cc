#include "loaders/gap.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "loaders/little_endian.h"
#include "loaders/value_count.h"

namespace orbweb {

namespace {

constexpr std::size_t kBlockSize = std::size_t{1} << 18;

class GapLoad {
 public:
  GapLoad(GraphFile& file, ArcSink& sink, bool is_weighted)
      : file_(file), sink_(sink), arcs_(sink), is_weighted_(is_weighted) {}

  std::uint64_t run() {
    read_header();
    read_offsets();
    sink_.set_num_nodes_at_least(num_nodes_);
    read_neighbours();
    arcs_.flush();
    if (is_directed_) skip_transpose();
    if (read_some(1) > 0) file_.fail(block_offset_, "the end of the file", "more bytes");
    return arcs_.num_arcs();
  }

 private:
  void read_header();
  void read_offsets();
  void read_neighbours();
  void skip_transpose();
  void take_neighbour(std::size_t at);

  std::size_t arc_size() const { return is_weighted_ ? 8 : 4; }

  /// Fills `block_` with up to `size` bytes.
  std::size_t read_some(std::uint64_t size) {
    block_.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size, kBlockSize)));
    block_offset_ = file_.offset();
    return file_.read_fully(block_);
  }
  /// The same, of which none may be missing.
  std::size_t read_block(std::uint64_t size, const char* what) {
    const std::size_t count = read_some(size);
    if (count == block_.size()) return count;
    file_.fail(file_.offset(), std::to_string(size - count) + " more bytes of " + what, "the end of the file");
  }

  GraphFile& file_;
  ArcSink& sink_;
  ArcBatch arcs_;
  const bool is_weighted_;
  bool is_directed_ = false;
  std::uint64_t num_arcs_ = 0;
  std::uint64_t num_nodes_ = 0;
  std::vector<std::uint64_t> offsets_;
  std::vector<char> block_;
  std::uint64_t block_offset_ = 0;
  std::uint64_t source_ = 0;
  std::uint64_t arc_ = 0;
};

void GapLoad::read_header() {
  constexpr std::size_t kHeaderSize = 17;
  read_block(kHeaderSize, "the header");
  if (block_[0] != 0 && block_[0] != 1) {
    file_.fail(0, "0 or 1 for an undirected or a directed graph",
               std::to_string(static_cast<unsigned char>(block_[0])));
  }
  is_directed_ = block_[0] == 1;
  num_arcs_ = little_endian<std::uint64_t>(block_.data() + 1);
  num_nodes_ = little_endian<std::uint64_t>(block_.data() + 9);
  if (num_nodes_ > kNodeNumberLimit) file_.fail(9, "a number of nodes of 32 bits", std::to_string(num_nodes_));
  constexpr std::uint64_t kMostArcs = std::uint64_t{1} << 56;
  if (num_arcs_ > kMostArcs) file_.fail(1, "a number of arcs", std::to_string(num_arcs_));
}

void GapLoad::read_offsets() {
  std::uint64_t last = 0;
  for (std::uint64_t left = 8 * (num_nodes_ + 1); left > 0; left -= block_.size()) {
    read_block(left, "offsets");
    for (std::size_t at = 0; at < block_.size(); at += 8) {
      const auto offset = little_endian<std::uint64_t>(block_.data() + at);
      const bool is_first = offsets_.empty();
      if (offset < last || offset > num_arcs_ || (is_first && offset != 0)) {
        file_.fail(
            block_offset_ + at,
            is_first ? "offset 0" : "an offset from " + std::to_string(last) + " to " + std::to_string(num_arcs_),
            std::to_string(offset));
      }
      offsets_.push_back(last = offset);
    }
  }
  if (last != num_arcs_) {
    file_.fail(file_.offset() - 8, "the number of arcs, " + std::to_string(num_arcs_) + ", as last offset",
               std::to_string(last));
  }
}

void GapLoad::read_neighbours() {
  for (std::uint64_t left = arc_size() * num_arcs_; left > 0; left -= block_.size()) {
    read_block(left, "neighbours");
    for (std::size_t at = 0; at < block_.size(); at += arc_size()) take_neighbour(at);
  }
}

void GapLoad::take_neighbour(std::size_t at) {
  while (offsets_[source_ + 1] <= arc_) ++source_;
  ++arc_;
  const auto target = little_endian<std::uint32_t>(block_.data() + at);
  if (target >= num_nodes_) {
    file_.fail(block_offset_ + at, "a node below " + std::to_string(num_nodes_), std::to_string(target));
  }
  arcs_.add(source_, target, is_weighted_ ? count_of_value(little_endian<std::int32_t>(block_.data() + at + 4)) : 1);
}

void GapLoad::skip_transpose() {
  for (std::uint64_t left = 8 * (num_nodes_ + 1) + arc_size() * num_arcs_; left > 0; left -= block_.size()) {
    read_block(left, "the transpose");
  }
}

LoadedGraph load_gap(GraphInputs& inputs, ArcSink& sink, bool is_weighted) {
  const auto file = inputs.open(inputs.paths().front());
  return {.links = GapLoad(*file, sink, is_weighted).run()};
}

}  // namespace

LoadedGraph load_sg(GraphInputs& inputs, ArcSink& sink) { return load_gap(inputs, sink, false); }
LoadedGraph load_wsg(GraphInputs& inputs, ArcSink& sink) { return load_gap(inputs, sink, true); }

}  // namespace orbweb
