// The one place where graph formats meet the builder.
#pragma once

#include <deque>
#include <optional>
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
  BuilderSink(const BuilderOptions& options, FileSystem& files) : options_(options), files_(files) {
    builder_.emplace(options_, files_);
  }

  /// Holds what came, until it is built.
  WebBuilder& builder() { return *builder_; }

  void add(std::vector<NumberedArc> arcs) override;
  void set_num_nodes_at_least(std::uint64_t num_nodes) override;
  void drop_names() override;
  bool name_next(std::string_view name) override;

 private:
  void add_numbered(const std::vector<NumberedArc>& arcs);
  void add_named(const std::vector<NumberedArc>& arcs);

  BuilderOptions options_;
  FileSystem& files_;
  std::optional<WebBuilder> builder_;
  std::deque<std::string> names_;                  ///< by number
  std::unordered_set<std::string_view> distinct_;  ///< of names_
};

}  // namespace orbweb
