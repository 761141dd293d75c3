// A web, part by part, into a sink: to copy it, to save it, to name its content.
#pragma once

#include <string>

#include "graph/web.h"
#include "graph/web_sink.h"

namespace orbweb {

/// Feeds all of `web` into `sink`. O(n + m); holds a block of rows at a time.
void feed(const Web& web, WebSink& sink);

/// The fingerprint of what is in a web, whatever its fingerprint() claims. O(n + m).
std::string content_fingerprint(const Web& web);

}  // namespace orbweb
