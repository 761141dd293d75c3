#include "graph/build/arc_log.h"

#include <atomic>
#include <cerrno>
#include <utility>

#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/parallel.h"

namespace orbweb {

namespace {

template <class Item>
std::span<const char> bytes_in(const Block& block) {
  return {block.data, block.size * sizeof(Item)};
}

}  // namespace

ArcLog::ArcLog(BlockPool& pool, SpillSpace& space, std::uint64_t budget, int threads)
    : pool_(pool), file_(space), collector_(pool, budget, threads, [this](ArcSet set) { write(std::move(set)); }) {}

void ArcLog::write(ArcSet set) {
  const auto write_block = [&](const Block& block, std::span<const char> bytes, bool is_labelled) {
    const Spilled spilled{file_.append(bytes), hash_of(bytes), block.size, is_labelled};
    pool_.give_back(block.data);
    const std::lock_guard lock(mutex_);
    spilled_.push_back(spilled);
  };
  for (const Block& block : set.plain) write_block(block, bytes_in<ArcKey>(block), false);
  for (const Block& block : set.labelled) write_block(block, bytes_in<LabelledArc>(block), true);
}

Block ArcLog::read_back(const Spilled& spilled) const {
  const Block block{.data = pool_.take(), .size = spilled.size};
  const std::size_t size = spilled.size * (spilled.is_labelled ? sizeof(LabelledArc) : sizeof(ArcKey));
  file_.read_at(spilled.offset, {block.data, size});
  if (hash_of({block.data, size}) != spilled.hash) throw IoError("read back", "a temporary file", EIO);
  return block;
}

void ArcLog::read(int threads, const Reader& reader) {
  const ArcSet rest = collector_.take_rest();
  const std::uint64_t num_items = rest.num_blocks() + spilled_.size();
  std::atomic<std::uint64_t> next = 0;
  const auto pass = [&](const Block& block, bool is_labelled) {
    if (is_labelled) {
      reader.labelled(block.span<LabelledArc>());
    } else {
      reader.plain(block.span<ArcKey>());
    }
    pool_.give_back(block.data);
  };
  const auto pass_item = [&](std::uint64_t i) {
    if (i < rest.plain.size()) return pass(rest.plain[i], false);
    if (i < rest.num_blocks()) return pass(rest.labelled[i - rest.plain.size()], true);
    const Spilled& spilled = spilled_[i - rest.num_blocks()];
    pass(read_back(spilled), spilled.is_labelled);
  };
  parallel_for(static_cast<std::uint64_t>(threads), 1, [&](std::uint64_t, std::uint64_t) {
    for (std::uint64_t i = next++; i < num_items; i = next++) pass_item(i);
  });
  spilled_.clear();
}

}  // namespace orbweb
