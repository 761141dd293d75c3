#include "graph/encoding.h"

#include <fmt/format.h>

#include <array>

#include "graph/codecs/csr_codec.h"
#include "graph/error.h"

namespace orbweb {

namespace {

std::unique_ptr<AdjacencyEncoder> csr_encoder(const std::string& direction, std::uint64_t, const CreateStored& create) {
  return std::make_unique<CsrEncoder>(create(direction + ".offsets"), create(direction + ".targets"));
}

std::shared_ptr<const Adjacency> open_csr(const std::string& direction, std::uint64_t num_nodes, std::uint64_t num_arcs,
                                          const OpenStored& open) {
  return std::make_shared<CsrAdjacency>(open(direction + ".offsets"), open(direction + ".targets"), num_nodes,
                                        num_arcs);
}

constexpr std::array<Encoding, 1> kEncodings = {
    {{"csr", "plain arrays: 8 bytes per node, 4 per arc", csr_encoder, open_csr}}};

}  // namespace

std::span<const Encoding> encodings() { return kEncodings; }

const Encoding& encoding_named(std::string_view name) {
  std::string names;
  for (const Encoding& encoding : kEncodings) {
    if (encoding.name == name) return encoding;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", encoding.name);
  }
  throw ArgumentError(fmt::format("encoding {}: expected one of {}", quoted(name), names));
}

}  // namespace orbweb
