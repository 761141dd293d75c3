#include "algos/engine/stored_layout.h"

#include <algorithm>
#include <atomic>
#include <span>
#include <string_view>
#include <vector>

#include "algos/engine/state_archive.h"
#include "graph/checksum.h"
#include "graph/parallel.h"

namespace orbweb::engine {

namespace {

/// Also says how numbers lie: of parts of another size, or shapes in another order, this version can make nothing.
constexpr std::string_view kVersion = "orbweb-rank-layout/1\n";

/// Counts the numbers of a stream, segment by segment, and looks whether each is in its range.
class SegmentCheck {
 public:
  SegmentCheck(std::span<const Local> stream, std::uint64_t num_sources) : rest_(stream), num_sources_(num_sources) {}

  /// `count` segments of a shape, each behind its row where `num_rows` is not 0.
  bool passes(Shape shape, std::uint64_t count, std::uint64_t num_rows) {
    const std::size_t row = num_rows > 0 ? 1 : 0, ends = std::size_t{2} * shape.runs;
    const std::size_t length = row + ends + shape.nodes;
    if (count > rest_.size() / std::max<std::size_t>(length, 1)) return false;
    bool sound = true;
    for (std::uint64_t i = 0; i < count; ++i) {
      const Local* const numbers = rest_.data() + i * length;
      if (row > 0) sound &= numbers[0] < num_rows;
      for (std::size_t k = row; k < row + ends; ++k) sound &= numbers[k] <= num_sources_;
      for (std::size_t k = row + ends; k < length; ++k) sound &= numbers[k] < num_sources_;
    }
    rest_ = rest_.subspan(count * length);
    return sound;
  }
  bool at_end() const { return rest_.empty(); }

 private:
  std::span<const Local> rest_;
  std::uint64_t num_sources_;
};

bool is_sound(const InnerTile& tile, std::uint64_t size) {
  SegmentCheck check(tile.stream, size);
  for (const auto* counts : {&tile.added, &tile.taken_off}) {
    for (std::size_t shape = 0; shape < kNumShapes; ++shape) {
      if (!check.passes(inner_shape(shape), (*counts)[shape], size)) return false;
    }
  }
  const auto is_sound_reference = [&](const Reference& reference) {
    const bool does_nothing = reference.row == kPartSize && reference.added == kPartSize;
    return does_nothing || (reference.row < size && reference.added < size);
  };
  bool sound = check.at_end();
  for (const auto& list : tile.references) {
    sound &= list.size() == tile.references[0].size();
    sound &= std::all_of(list.begin(), list.end(), is_sound_reference);
  }
  return sound;
}

/// The places of a part's tiles, which the next part's go on from.
bool is_sound(const Layout& layout, std::uint64_t part) {
  std::uint64_t last_target = 0;
  for (std::uint64_t i = layout.first_outer[part]; i < layout.first_outer[part + 1]; ++i) {
    const OuterTile& tile = layout.outer[i];
    const std::uint64_t end =
        i + 1 < layout.outer.size() ? layout.outer[i + 1].first_number : layout.outer_stream.size();
    if (tile.target >= layout.num_parts() || (i > layout.first_outer[part] && tile.target <= last_target)) return false;
    last_target = tile.target;
    if (tile.first_number > end || end > layout.outer_stream.size()) return false;
    SegmentCheck check(std::span(layout.outer_stream).subspan(tile.first_number, end - tile.first_number),
                       layout.part_size(part));
    for (std::size_t shape = 0; shape < kMessageShapes.size(); ++shape) {
      if (!check.passes(kMessageShapes[shape], tile.counts[shape], 0)) return false;
    }
    if (!check.at_end()) return false;
  }
  bool sound = true;
  for (std::uint64_t i = layout.first_message[part]; i < layout.first_message[part + 1]; ++i) {
    sound &= layout.message_rows[i] < layout.part_size(part);
  }
  return sound;
}

/// Whether places rise from 0 to `end`, one per part and one more.
bool are_places(std::span<const std::uint64_t> places, std::uint64_t num_parts, std::uint64_t end) {
  return places.size() == num_parts + 1 && places.front() == 0 && places.back() == end &&
         std::is_sorted(places.begin(), places.end());
}

/// Whether each tile's messages lie where its target looks for them, behind those of the sources before it.
bool messages_fit(const Layout& layout) {
  std::vector<std::uint64_t> next(layout.first_message.begin(), layout.first_message.end());
  for (const OuterTile& tile : layout.outer) {
    if (tile.target >= layout.num_parts() || tile.first_message != next[tile.target]) return false;
    next[tile.target] += tile.num_messages();
  }
  for (std::uint64_t part = 0; part < layout.num_parts(); ++part) {
    if (next[part] != layout.first_message[part + 1]) return false;
  }
  return true;
}

bool is_sound(const Layout& layout) {
  if (!are_places(layout.first_outer, layout.num_parts(), layout.outer.size()) ||
      !are_places(layout.first_message, layout.num_parts(), layout.message_rows.size()) || !messages_fit(layout)) {
    return false;
  }
  std::atomic<bool> sound = true;
  parallel_for(layout.num_parts(), 1, [&](std::uint64_t begin, std::uint64_t end) {
    for (std::uint64_t part = begin; part < end; ++part) {
      if (!is_sound(layout.inner[part], layout.part_size(part)) || !is_sound(layout, part)) sound = false;
    }
  });
  return sound;
}

}  // namespace

void write_layout(Layout& layout, OutputFile& file) {
  file.write(bytes_of(kVersion));
  StateWriter writer([&](std::string_view bytes) { file.write(bytes_of(bytes)); });
  layout.persist(writer);
  writer.flush();
}

std::optional<Layout> read_layout(const StoredBytes& bytes, std::uint64_t num_living, std::uint64_t num_arcs) {
  const std::span<const char> all = bytes.all();
  std::string_view text(all.data(), all.size());
  if (!text.starts_with(kVersion)) return std::nullopt;
  text.remove_prefix(kVersion.size());
  StateReader reader(bytes.path(), text, "the rank layout of this web");
  Layout layout;
  StateReader first = reader;  // before anything is as large as it says
  first(layout.num_nodes);
  reader.require(layout.num_nodes == num_living);
  layout.persist(reader);
  reader.require_end();
  reader.require(layout.num_arcs <= num_arcs && is_sound(layout));
  return layout;
}

}  // namespace orbweb::engine
