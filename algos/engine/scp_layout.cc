#include "algos/engine/scp_layout.h"

namespace orbweb::engine {

std::uint64_t Layout::bytes() const {
  std::uint64_t total = outer.size() * sizeof(OuterTile) + first_outer.size() * sizeof(std::uint64_t) +
                        (outer_stream.size() + message_rows.size()) * sizeof(Local) +
                        first_message.size() * sizeof(std::uint64_t);
  for (const InnerTile& tile : inner) {
    total += sizeof(InnerTile) + tile.stream.size() * sizeof(Local);
    for (const auto& list : tile.references) total += list.size() * sizeof(list[0]);
  }
  return total;
}

std::uint64_t Layout::operations() const {
  std::uint64_t total = outer_stream.size() + message_rows.size();
  for (const InnerTile& tile : inner) {
    total += tile.stream.size();
    for (std::size_t i = 0; i < kNumShapes; ++i) total -= tile.added[i] + tile.taken_off[i];
    for (const auto& list : tile.references) total += list.size();
  }
  return total;
}

}  // namespace orbweb::engine
