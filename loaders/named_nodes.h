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

  /// Says that nodes have no names, before the first: their ids are `prefix` and the numbers from 0 on, in order, and
  /// labels are left out.
  void number_nodes(std::string prefix);

  /// Adds a node, named by its label or, where that is empty, by its id. What is wrong with it: an id or name that
  /// another node has, an id that is not the next number where ids are numbers, or a name with control bytes or over 8
  /// KiB; empty where nothing is.
  std::string add(const std::string& id, std::string_view label);

  /// The number of the node with this id.
  std::optional<std::uint64_t> find(const std::string& id) const;

 private:
  std::string add_number(const std::string& id);

  ArcSink& sink_;
  std::optional<std::string> prefix_;  ///< of ids that are numbers
  std::unordered_map<std::string, std::uint64_t> numbers_;
};

}  // namespace orbweb
