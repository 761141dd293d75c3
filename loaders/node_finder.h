// Finds nodes by what a person writes for them.
#pragma once

#include <optional>
#include <string_view>

#include "graph/web.h"
#include "loaders/fold.h"

namespace orbweb {

/// Names are folded to the web's level as far as their text allows (case, URL or host). `web` must live longer.
class NodeFinder {
 public:
  explicit NodeFinder(const Web& web);
  std::optional<NodeId> find(std::string_view text) const;

 private:
  const Web& web_;
  std::optional<Fold> fold_;  ///< absent at domain level: a domain must be written as one
};

}  // namespace orbweb
