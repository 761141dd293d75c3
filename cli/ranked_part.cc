#include "cli/ranked_part.h"

#include <utility>

#include "graph/transform/node_map.h"
#include "graph/transform/transform.h"

namespace orbweb {

Web ranked_part(const Web& web, const NodeSelection& selection, bool followed_only, Session& session,
                const Control& control) {
  if (selection.is_all() && !followed_only) return web;
  TransformOptions options;
  options.arcs.followed_only = followed_only;
  if (const auto nodes = selected_nodes(selection, web, session)) options.nodes = members_of(*nodes, web.num_nodes());
  Provenance provenance = web.provenance();
  provenance.options["converted"] =
      options.nodes ? followed_only ? "chosen nodes, followed arcs" : "chosen nodes" : "followed arcs";
  provenance.options["converted_from"] = web.fingerprint();
  MemorySink sink;
  transform(web, options, sink, std::move(provenance), control);
  return sink.take();
}

}  // namespace orbweb
