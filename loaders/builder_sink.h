// The one place where graph formats meet the builder.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "graph/builder.h"
#include "loaders/arc_sink.h"

namespace orbweb {

/// Numbers are the builder's nodes themselves or, with names, stand for names, which are then all held in memory: about
/// 100 bytes and the text for each, beside the builder's own memory.
class BuilderSink : public ArcSink {
 public:
  BuilderSink(WebBuilder& builder, bool with_names) : builder_(builder), with_names_(with_names) {}

  void add(std::vector<NumberedArc> arcs) override;
  void set_num_nodes_at_least(std::uint64_t num_nodes) override;
  bool name_next(std::string_view name) override;

 private:
  void add_numbered(const std::vector<NumberedArc>& arcs);
  void add_named(const std::vector<NumberedArc>& arcs);

  WebBuilder& builder_;
  const bool with_names_;
  std::deque<std::string> names_;                  ///< by number
  std::unordered_set<std::string_view> distinct_;  ///< of names_
};

}  // namespace orbweb
