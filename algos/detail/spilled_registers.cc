#include "algos/detail/spilled_registers.h"

#include <algorithm>
#include <utility>

#include "graph/build/spill_file.h"
#include "graph/parallel.h"

namespace orbweb::detail {

namespace {

constexpr std::uint64_t kMostAtOnce = std::uint64_t{4} << 20;  // bytes: a stop is seen between two of them
constexpr std::uint64_t kCopyGrain = 1 << 12;                  // nodes per task

}  // namespace

std::uint64_t SpilledRegisters::Shape::blocks_at_once() const { return std::max<std::uint64_t>(1, blocks() / slices); }

std::uint64_t SpilledRegisters::Shape::room() const {
  return std::max(nodes * width(), std::min(nodes, blocks_at_once() * kBlock) * registers);
}

SpilledRegisters::SpilledRegisters(FileSystem& files, const Shape& shape, bool keeps_steps, std::stop_token stop)
    : shape_(shape),
      stop_(std::move(stop)),
      file_(SpillSpace(files, {}).create()),
      states_(keeps_steps ? shape.slices * shape.blocks() : 0, 0) {}

std::uint64_t SpilledRegisters::nodes_of(std::uint64_t begin, std::uint64_t end) const {
  return std::min(shape_.nodes, end * kBlock) - begin * kBlock;
}

std::uint8_t SpilledRegisters::copy(std::uint64_t slice, std::uint64_t block) const {
  if (states_.empty()) return 0;
  return static_cast<std::uint8_t>(states_[slice * shape_.blocks() + block] & kCopy);
}

std::uint64_t SpilledRegisters::place(std::uint64_t slice, std::uint64_t block, std::uint8_t copy) const {
  return copy * shape_.nodes * shape_.registers + (slice * shape_.nodes + block * kBlock) * shape_.width();
}

/// Calls visit(first, last) for blocks that lie one behind the other, until a stop.
template <class IsWanted, class Visit>
void SpilledRegisters::for_each_run(std::uint64_t slice, std::uint64_t begin, std::uint64_t end, IsWanted&& is_wanted,
                                    Visit&& visit) const {
  const std::uint64_t most = std::max<std::uint64_t>(1, kMostAtOnce / (kBlock * shape_.width()));
  parallel_for(end - begin, most, [&](std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t block = begin + from; block < begin + to;) {
      const std::uint64_t first = block, longest = std::min(begin + to, first + most);
      while (block < longest && is_wanted(block) && copy(slice, block) == copy(slice, first)) ++block;
      if (block > first) {
        visit(first, block);
      } else {
        ++block;
      }
    }
  });
}

void SpilledRegisters::read_run(std::uint64_t slice, std::uint64_t begin, std::uint64_t end,
                                std::uint8_t* registers) const {
  const std::uint64_t size = nodes_of(begin, end) * shape_.width();
  file_->read_at(place(slice, begin, copy(slice, begin)), {reinterpret_cast<char*>(registers), size});
}

void SpilledRegisters::read(std::uint64_t slice, const std::vector<std::uint8_t>& marks,
                            std::uint8_t* slice_registers) const {
  const auto is_marked = [&](std::uint64_t block) { return marks[block] != 0; };
  for_each_run(slice, 0, shape_.blocks(), is_marked, [&](std::uint64_t first, std::uint64_t last) {
    if (!stop_.stop_requested()) read_run(slice, first, last, slice_registers + first * kBlock * shape_.width());
  });
}

void SpilledRegisters::write(std::uint64_t slice, const std::vector<std::uint8_t>& marks,
                             const std::uint8_t* slice_registers) {
  const auto is_marked = [&](std::uint64_t block) { return marks[block] != 0; };
  for_each_run(slice, 0, shape_.blocks(), is_marked, [&](std::uint64_t first, std::uint64_t last) {
    if (stop_.stop_requested()) return;
    const auto to = static_cast<std::uint8_t>(states_.empty() ? 0 : copy(slice, first) ^ kCopy);
    const auto* const bytes = reinterpret_cast<const char*>(slice_registers + first * kBlock * shape_.width());
    file_->write_at(place(slice, first, to), {bytes, nodes_of(first, last) * shape_.width()});
    if (states_.empty()) return;
    for (std::uint64_t block = first; block < last; ++block) states_[slice * shape_.blocks() + block] |= kWritten;
  });
}

void SpilledRegisters::finish_step() {
  for (std::uint8_t& state : states_) {
    if ((state & kWritten) != 0) state = (state & kCopy) != 0 ? 0 : kCopy;
  }
}

void SpilledRegisters::fill(std::uint64_t begin, std::uint64_t end, const std::uint8_t* counters,
                            std::uint8_t* buffer) {
  const std::uint64_t width = shape_.width(), nodes = nodes_of(begin, end);
  for (std::uint64_t slice = 0; slice < shape_.slices && !stop_.stop_requested(); ++slice) {
    parallel_for(nodes, kCopyGrain, [&](std::uint64_t from, std::uint64_t to) {
      for (std::uint64_t v = from; v < to; ++v) {
        std::copy_n(counters + v * shape_.registers + slice * width, width, buffer + v * width);
      }
    });
    const auto all = [](std::uint64_t) { return true; };
    for_each_run(slice, begin, end, all, [&](std::uint64_t first, std::uint64_t last) {
      if (stop_.stop_requested()) return;
      const auto* const bytes = reinterpret_cast<const char*>(buffer + (first - begin) * kBlock * width);
      file_->write_at(place(slice, first, 0), {bytes, nodes_of(first, last) * width});
    });
  }
}

void SpilledRegisters::collect(std::uint64_t begin, std::uint64_t end, std::uint8_t* counters,
                               std::uint8_t* buffer) const {
  const std::uint64_t width = shape_.width(), nodes = nodes_of(begin, end);
  for (std::uint64_t slice = 0; slice < shape_.slices; ++slice) {
    const auto all = [](std::uint64_t) { return true; };
    for_each_run(slice, begin, end, all, [&](std::uint64_t first, std::uint64_t last) {
      read_run(slice, first, last, buffer + (first - begin) * kBlock * width);
    });
    parallel_for(nodes, kCopyGrain, [&](std::uint64_t from, std::uint64_t to) {
      for (std::uint64_t v = from; v < to; ++v) {
        std::copy_n(buffer + v * width, width, counters + v * shape_.registers + slice * width);
      }
    });
  }
}

}  // namespace orbweb::detail
