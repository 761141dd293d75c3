// The part of a web that an algorithm sees.
#pragma once

#include "cli/node_selection.h"
#include "cli/session.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

/// The chosen nodes with the arcs among them, followed arcs alone where asked: the web that `orbweb convert` would
/// write with the same options, held in memory (about 13 bytes an arc, 16 and the name a node). The web itself where
/// everything was chosen. Throws as selected_nodes().
Web ranked_part(const Web& web, const NodeSelection& selection, bool followed_only, Session& session,
                const Control& control);

}  // namespace orbweb
