// A host's labels from the right, as lists of hosts are often sorted.
#pragma once

#include <string>
#include <string_view>

namespace orbweb {

/// "www.example.com:8080" -> "com.example.www:8080": the key of a host (graph/name_key.h) in print. IP addresses stay
/// as they are. Its own inverse for hosts.
std::string with_labels_reversed(std::string_view host);

}  // namespace orbweb
