#include "graph/stream_hash.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>

namespace orbweb {

struct StreamHash::State {
  State() : xxh3(XXH3_createState()) {
    if (xxh3 == nullptr) throw std::bad_alloc();
    XXH3_128bits_reset(xxh3);
  }
  ~State() { XXH3_freeState(xxh3); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  XXH3_state_t* xxh3;
};

StreamHash::StreamHash() : state_(std::make_unique<State>()) {}
StreamHash::StreamHash(StreamHash&&) noexcept = default;
StreamHash::~StreamHash() = default;

void StreamHash::add(std::span<const char> bytes) {
  if (!bytes.empty()) XXH3_128bits_update(state_->xxh3, bytes.data(), bytes.size());
  size_ += bytes.size();
}

std::string StreamHash::hex() const {
  const XXH128_hash_t hash = XXH3_128bits_digest(state_->xxh3);
  return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

}  // namespace orbweb
