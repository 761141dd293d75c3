#include "loaders/node_finder.h"

#include <string>

#include "loaders/url.h"

namespace orbweb {

NodeFinder::NodeFinder(const Web& web) : web_(web) {
  const FoldLevel level = web.provenance().fold;
  if (level != FoldLevel::page && level != FoldLevel::host) return;
  FoldOptions options;
  options.level = level;
  fold_.emplace(options);
}

std::optional<NodeId> NodeFinder::find(std::string_view text) const {
  const std::optional<NodeId> exact = web_.find(text);
  if (exact || !web_.has_names()) return exact;
  std::string name;
  if (fold_) {
    if (fold_->name_of(text, name) != Rejection::none) return std::nullopt;
    return web_.find(name);
  }
  const UrlResult parsed = parse_url(text);
  return parsed.rejection == Rejection::none ? web_.find(parsed.url.host) : std::nullopt;
}

}  // namespace orbweb
