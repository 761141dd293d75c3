#include "loaders/pairs.h"

#include <vector>

#include "loaders/little_endian.h"

namespace orbweb {

namespace {

constexpr std::size_t kPairsPerBlock = std::size_t{1} << 14;

template <class Number>
void load_file(GraphFile& file, ArcBatch& arcs) {
  constexpr std::size_t kPairSize = 2 * sizeof(Number);
  std::vector<char> block(kPairsPerBlock * kPairSize);
  while (const std::size_t size = file.read_fully(block)) {
    const std::uint64_t block_offset = file.offset() - size;
    const auto node_at = [&](std::size_t at) -> std::uint64_t {
      const auto number = little_endian<Number>(block.data() + at);
      if (number < kNodeNumberLimit) return number;
      file.fail(block_offset + at, "a node number below " + std::to_string(kNodeNumberLimit), std::to_string(number));
    };
    const std::size_t whole = size - size % kPairSize;
    for (std::size_t at = 0; at < whole; at += kPairSize) arcs.add(node_at(at), node_at(at + sizeof(Number)));
    if (whole < size) {
      file.fail(block_offset + whole, "a pair of " + std::to_string(kPairSize) + " bytes",
                "the end of the file after " + std::to_string(size - whole));
    }
  }
  if (file.offset() == 0) file.fail(0, "at least one pair", "no bytes at all");
}

template <class Number>
LoadedGraph load_pairs(GraphInputs& inputs, ArcSink& sink) {
  ArcBatch arcs(sink);
  for (const std::filesystem::path& path : inputs.paths()) load_file<Number>(*inputs.open(path), arcs);
  arcs.flush();
  return {.links = arcs.num_arcs()};
}

}  // namespace

LoadedGraph load_pairs32(GraphInputs& inputs, ArcSink& sink) { return load_pairs<std::uint32_t>(inputs, sink); }
LoadedGraph load_pairs64(GraphInputs& inputs, ArcSink& sink) { return load_pairs<std::uint64_t>(inputs, sink); }

}  // namespace orbweb
