// Links that one thread has read, on their way to the builder: their ends folded, each distinct name once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "graph/builder.h"
#include "loaders/fold.h"
#include "loaders/link_list_line.h"
#include "loaders/raw_name_cache.h"
#include "loaders/rejection.h"

namespace orbweb {

class LinkCollector {
 public:
  /// `fold` is null for numbered nodes.
  LinkCollector(const Fold* fold, WebBuilder& builder) : fold_(fold), builder_(builder) {}

  /// Takes a link, or says why it is none. The text that it points to must stay until pass_on().
  Rejection add(const LinkFields& fields);
  /// Only of numbered nodes. They go on in small pieces, which stay in the processor's cache. Names go all at once:
  /// the cache of raw names holds their numbers in the batch.
  void add(const BuilderArc& arc) {
    constexpr std::size_t kManyArcs = 1 << 14;
    numbered_.push_back(arc);
    if (numbered_.size() >= kManyArcs) pass_on();
  }
  /// Gives the builder all that it does not have yet. Call at the end.
  void pass_on();

 private:
  /// An end of a link: its number in the batch once it is known, else its canonical name.
  struct End {
    std::string_view raw;
    FoldedName value;
    bool is_known = false;
    std::string name;
  };

  Rejection number_nodes(const LinkFields& fields);
  Rejection name_nodes(const LinkFields& fields);
  void look_up(std::string_view raw, End& end);
  void make_known(End& end);

  const Fold* fold_;
  WebBuilder& builder_;
  RawNameCache cache_;
  End source_;  ///< kept from link to link: crawls list a page's links together
  End target_;
  std::vector<BuilderArc> numbered_;
  NamedBatch named_;
};

}  // namespace orbweb
