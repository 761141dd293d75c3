#include "graph/host_labels.h"

#include "graph/name_key.h"

namespace orbweb {

std::string with_labels_reversed(std::string_view host) {
  std::string text = key_from_name(host);
  for (char& c : text) {
    if (c == '\x01') c = '.';
  }
  std::erase(text, '\0');
  return text;
}

}  // namespace orbweb
