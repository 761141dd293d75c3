// A web: who links to whom, both ways, with names and what the links say. Immutable.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/graph.h"
#include "graph/index_set.h"
#include "graph/link_counts.h"
#include "graph/names.h"
#include "graph/stored_bytes.h"

namespace orbweb {

/// What a node is. `none`: the input named its nodes by numbers, nothing was folded.
enum class FoldLevel { page, host, domain, none };

std::string_view to_string(FoldLevel level);
/// Throws ArgumentError naming the allowed values.
FoldLevel fold_level_from_string(std::string_view text);

/// How a web came to be: kept with it, shown by `info`.
struct Provenance {
  FoldLevel fold = FoldLevel::none;
  /// What else decided the result, by name: "psl_version", "psl_section", "overrides", "strip_www", "tool".
  std::map<std::string, std::string> options;
  std::vector<std::string> inputs;   ///< as given
  std::uint64_t links_read = 0;      ///< what the lines stood for: their counts added up
  std::uint64_t links_rejected = 0;  ///< lines that could not be links
  std::map<std::string, std::uint64_t> rejected_by_reason;
  std::string built_at;  ///< UTC, ISO 8601; not part of the fingerprint
};

/// Opens what was computed from a web and is kept with it, by its file's name; none where there is none.
using OpenDerived = std::function<std::optional<StoredBytes>(const std::string& name)>;

/// Names, both directions, which arcs are followed, how many links each arc stands for. An arc's position in
/// `successors()` indexes the labels. Cheap to copy: parts are shared. Of a web on disk only what is touched is read,
/// so any access may throw LoadError.
class Web {
 public:
  /// An empty web of numbered nodes.
  Web();
  /// Throws ArgumentError where the parts do not fit together. `names` is absent for a web of numbered nodes.
  /// `fingerprint` is computed where it is not given.
  Web(std::shared_ptr<const Adjacency> successors, std::shared_ptr<const Adjacency> predecessors,
      std::optional<Names> names, IndexSet followed, LinkCounts link_counts, Provenance provenance,
      std::string fingerprint = {});
  Web(Graph successors, Graph predecessors, std::optional<Names> names, IndexSet followed, LinkCounts link_counts,
      Provenance provenance, std::string fingerprint = {});

  std::uint64_t num_nodes() const { return successors_->num_nodes(); }
  std::uint64_t num_arcs() const { return successors_->num_arcs(); }

  const Adjacency& successors() const { return *successors_; }
  const Adjacency& predecessors() const { return *predecessors_; }
  const std::shared_ptr<const Adjacency>& shared_successors() const { return successors_; }
  const std::shared_ptr<const Adjacency>& shared_predecessors() const { return predecessors_; }
  bool has_names() const { return names_.has_value(); }
  const Names& names() const { return *names_; }  ///< only where has_names()
  const IndexSet& followed() const { return followed_; }
  /// Links per arc; 4,294,967,295 stands for that many or more.
  const LinkCounts& link_counts() const { return link_counts_; }
  const Provenance& provenance() const { return provenance_; }

  /// A file that SaveOptions::derive made; none in a web that has none, or is not on disk.
  std::optional<StoredBytes> derived(const std::string& name) const {
    return open_derived_ ? open_derived_(name) : std::nullopt;
  }
  void set_derived(OpenDerived open) { open_derived_ = std::move(open); }

  /// The name of a node, or its number where the web has no names.
  std::string display_name(NodeId node) const;
  /// The node of a canonical name or, in a web without names, of a decimal number.
  std::optional<NodeId> find(std::string_view name) const;

  /// 32 hexadecimal digits over all content (names, arcs, labels, fold), not over how or when it was built.
  const std::string& fingerprint() const { return fingerprint_; }

 private:
  std::shared_ptr<const Adjacency> successors_, predecessors_;
  std::optional<Names> names_;
  IndexSet followed_;
  LinkCounts link_counts_;
  Provenance provenance_;
  std::string fingerprint_;
  OpenDerived open_derived_;
};

}  // namespace orbweb
