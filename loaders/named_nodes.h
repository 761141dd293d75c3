// Nodes of formats that give each an id of its own and perhaps a label: GML, GraphML.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "loaders/arc_sink.h"

namespace orbweb {

/// Ids to numbers. Memory: the ids, and about 60 bytes a node.
class NamedNodes {
 public:
  explicit NamedNodes(ArcSink& sink) : sink_(sink) {}

  /// Adds a node, named by its label or, where that is empty, by its id. What is wrong with it: an id or name that
  /// another node has, or a name with control bytes or over 8 KiB; empty where nothing is.
  std::string add(const std::string& id, std::string_view label);

  /// The number of the node with this id.
  std::optional<std::uint64_t> find(const std::string& id) const;

 private:
  ArcSink& sink_;
  std::unordered_map<std::string, std::uint64_t> numbers_;
};

}  // namespace orbweb
