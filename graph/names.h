// The names of a web's nodes, in node order, which is key order (graph/name_key.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/graph.h"

namespace orbweb {

/// An immutable sorted table of distinct keys: id to name in O(1), name to id in O(log n).
class Names {
 public:
  Names() : offsets_{0} {}

  /// `keys` holds key i in bytes [offsets[i], offsets[i+1]). Throws ArgumentError unless offsets are well formed and
  /// keys are strictly increasing.
  Names(std::vector<std::uint64_t> offsets, std::vector<char> keys);

  std::uint64_t size() const { return offsets_.size() - 1; }
  std::string_view key(NodeId node) const {
    return {keys_.data() + offsets_[node], offsets_[node + 1] - offsets_[node]};
  }
  std::string name(NodeId node) const;

  /// The node with exactly this canonical name.
  std::optional<NodeId> find(std::string_view name) const;

  /// All nodes at or below a host: the host itself, its pages, its subdomains, as [first, last).
  std::pair<NodeId, NodeId> subtree(std::string_view host) const;

  std::span<const std::uint64_t> offsets() const { return offsets_; }
  std::span<const char> keys() const { return keys_; }

 private:
  std::vector<std::uint64_t> offsets_;
  std::vector<char> keys_;
};

}  // namespace orbweb
