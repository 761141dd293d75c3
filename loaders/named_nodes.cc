#include "loaders/named_nodes.h"

#include <utility>

#include "graph/control_bytes.h"
#include "graph/error.h"

namespace orbweb {

namespace {
constexpr std::size_t kMaxNameLength = std::size_t{8} << 10;
}

void NamedNodes::number_nodes(std::string prefix) {
  prefix_ = std::move(prefix);
  sink_.drop_names();
}

std::string NamedNodes::add(const std::string& id, std::string_view label) {
  if (prefix_) return add_number(id);
  const std::string_view name = label.empty() ? std::string_view(id) : label;
  if (name.empty()) return "a node with neither id nor label";
  if (name.size() > kMaxNameLength) return "a name over 8 KiB: " + orbweb::in_quotes(name);
  if (has_control_byte(name)) {
    return "a name with control bytes: " + orbweb::in_quotes(name);
  }
  if (numbers_.size() == kNodeNumberLimit) return "more nodes than 32 bits can number";
  if (!numbers_.try_emplace(id, numbers_.size()).second) return "a second node with the id " + orbweb::in_quotes(id);
  if (!sink_.name_next(name)) return "a second node with the name " + orbweb::in_quotes(name);
  return "";
}

std::string NamedNodes::add_number(const std::string& id) {
  const std::string expected = *prefix_ + std::to_string(numbers_.size());
  if (id != expected) return "the id " + orbweb::in_quotes(id) + " in place of " + orbweb::in_quotes(expected);
  if (numbers_.size() == kNodeNumberLimit) return "more nodes than 32 bits can number";
  numbers_.emplace(id, numbers_.size());
  sink_.set_num_nodes_at_least(numbers_.size());
  return "";
}

std::optional<std::uint64_t> NamedNodes::find(const std::string& id) const {
  const auto found = numbers_.find(id);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

}  // namespace orbweb
