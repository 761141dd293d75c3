#include "graph/encoding.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "graph/codecs/bvgraph_adjacency.h"
#include "graph/codecs/bvgraph_encoder.h"
#include "graph/codecs/csr_codec.h"
#include "graph/codecs/fast_adjacency.h"
#include "graph/codecs/fast_encoder.h"
#include "graph/error.h"

namespace orbweb {

namespace {

std::unique_ptr<AdjacencyEncoder> fast_encoder(const std::string& direction, std::uint64_t num_nodes,
                                               const CreateStored& create) {
  return std::make_unique<FastEncoder>(create(direction + ".blocks"), create(direction + ".index"), num_nodes);
}

std::shared_ptr<const Adjacency> open_fast(const std::string& direction, std::uint64_t num_nodes,
                                           std::uint64_t num_arcs, const OpenStored& open) {
  return std::make_shared<FastAdjacency>(open(direction + ".blocks"), open(direction + ".index"), num_nodes, num_arcs);
}

std::unique_ptr<AdjacencyEncoder> csr_encoder(const std::string& direction, std::uint64_t, const CreateStored& create) {
  return std::make_unique<CsrEncoder>(create(direction + ".offsets"), create(direction + ".targets"));
}

std::shared_ptr<const Adjacency> open_csr(const std::string& direction, std::uint64_t num_nodes, std::uint64_t num_arcs,
                                          const OpenStored& open) {
  return std::make_shared<CsrAdjacency>(open(direction + ".offsets"), open(direction + ".targets"), num_nodes,
                                        num_arcs);
}

/// WebGraph's format and the text that describes it, which is known only at the end.
class BvGraphFiles final : public AdjacencyEncoder {
 public:
  BvGraphFiles(OutputFile& graph, OutputFile& offsets, OutputFile& properties, std::uint64_t num_nodes)
      : encoder_(graph, offsets, {}, num_nodes), properties_(properties) {}

  std::uint64_t rows_per_block() const override { return encoder_.rows_per_block(); }
  std::unique_ptr<EncodedRows> encode(const RowBlock& rows) const override { return encoder_.encode(rows); }
  void append(std::unique_ptr<EncodedRows> rows) override { encoder_.append(std::move(rows)); }
  void finish() override {
    encoder_.finish();
    const std::string text = encoder_.properties_text();
    properties_.write({text.data(), text.size()});
  }

 private:
  BvGraphEncoder encoder_;
  OutputFile& properties_;
};

std::unique_ptr<AdjacencyEncoder> bvgraph_encoder(const std::string& direction, std::uint64_t num_nodes,
                                                  const CreateStored& create) {
  return std::make_unique<BvGraphFiles>(create(direction + ".graph"), create(direction + ".offsets"),
                                        create(direction + ".properties"), num_nodes);
}

std::shared_ptr<const Adjacency> open_stored_bvgraph(const std::string& direction, std::uint64_t num_nodes,
                                                     std::uint64_t num_arcs, const OpenStored& open) {
  const StoredBytes text = open(direction + ".properties");
  const std::span<const char> all = text.all();
  BvGraphProperties properties = parse_bvgraph_properties({all.data(), all.size()}, text.path());
  auto graph = std::make_shared<const BvGraphAdjacency>(std::move(properties), open(direction + ".graph"),
                                                        open(direction + ".offsets"));
  if (graph->num_nodes() != num_nodes || graph->num_arcs() != num_arcs) {
    throw LoadError(text.path(), "", fmt::format("{} nodes and {} arcs", num_nodes, num_arcs),
                    fmt::format("{} and {}", graph->num_nodes(), graph->num_arcs()));
  }
  return graph;
}

constexpr std::array<Encoding, 3> kEncodings = {
    {{"fast", "Orbweb's own, small and fast to read in order", fast_encoder, open_fast},
     {"csr", "plain arrays, the fastest to read", csr_encoder, open_csr},
     {"bvgraph", "WebGraph's format, the smallest", bvgraph_encoder, open_stored_bvgraph}}};

}  // namespace

std::span<const Encoding> encodings() { return kEncodings; }

const Encoding& encoding_named(std::string_view name) {
  std::string names;
  for (const Encoding& encoding : kEncodings) {
    if (encoding.name == name) return encoding;
    names += fmt::format("{}{}", names.empty() ? "" : ", ", encoding.name);
  }
  throw ArgumentError(fmt::format("encoding {}: expected one of {}", in_quotes(name), names));
}

}  // namespace orbweb
