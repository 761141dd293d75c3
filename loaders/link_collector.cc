#include "loaders/link_collector.h"

#include <utility>

#include "graph/control_bytes.h"

namespace orbweb {

Rejection LinkCollector::add(const LinkFields& fields) {
  return fold_ == nullptr ? number_nodes(fields) : name_nodes(fields);
}

Rejection LinkCollector::number_nodes(const LinkFields& fields) {
  BuilderArc arc{0, 0, fields.count, fields.followed};
  for (const auto& [text, node] : {std::pair(fields.source, &arc.source), std::pair(fields.target, &arc.target)}) {
    const Rejection rejection = parse_node_number(text, *node);
    if (rejection != Rejection::none) return rejection;
  }
  add(arc);
  return Rejection::none;
}

/// Adds names only when both are valid: a refused line leaves no node behind.
Rejection LinkCollector::name_nodes(const LinkFields& fields) {
  if (!source_.is_known || fields.source != source_.raw) look_up(fields.source, source_);
  if (source_.value.rejection != Rejection::none) return source_.value.rejection;
  look_up(fields.target, target_);
  if (target_.value.rejection != Rejection::none) return target_.value.rejection;
  make_known(source_);
  make_known(target_);
  named_.add_link(source_.value.number, target_.value.number, fields.count, fields.followed);
  return Rejection::none;
}

void LinkCollector::pass_on() {
  if (fold_ == nullptr) {
    builder_.add(numbered_);
    numbered_.clear();
  } else {
    builder_.add_links(named_);
  }
}

void LinkCollector::look_up(std::string_view raw, End& end) {
  end.raw = raw;
  const FoldedName* found = cache_.find(raw);
  end.is_known = found != nullptr;
  if (end.is_known) {
    end.value = *found;
    return;
  }
  end.value.rejection = has_control_byte(raw) ? Rejection::control_bytes : fold_->name_of(raw, end.name);
  if (end.value.rejection != Rejection::none) {
    cache_.put(raw, end.value);
    end.is_known = true;
  }
}

void LinkCollector::make_known(End& end) {
  if (end.is_known) return;
  end.value.number = named_.add_name(end.name);
  cache_.put(end.raw, end.value);
  end.is_known = true;
}

}  // namespace orbweb
