// The encodings of rows that a stored web may use: one table for those who write, read and ask for them.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "graph/adjacency.h"
#include "graph/files.h"
#include "graph/stored_bytes.h"

namespace orbweb {

/// Makes or opens the file of a web that has this name.
using CreateStored = std::function<OutputFile&(const std::string& name)>;
using OpenStored = std::function<StoredBytes(const std::string& name)>;

struct Encoding {
  std::string_view name;
  std::string_view meaning;  ///< one line for people
  /// Both take the direction, "successors" or "predecessors", which begins the names of its files.
  std::unique_ptr<AdjacencyEncoder> (*encoder)(const std::string& direction, std::uint64_t num_nodes,
                                               const CreateStored& create);
  std::shared_ptr<const Adjacency> (*open)(const std::string& direction, std::uint64_t num_nodes,
                                           std::uint64_t num_arcs, const OpenStored& open);
};

/// The default comes first.
std::span<const Encoding> encodings();
/// Throws ArgumentError that lists the names.
const Encoding& encoding_named(std::string_view name);

}  // namespace orbweb
