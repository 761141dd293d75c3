// Links out of a stream of Arrow record batches, the first of which tell whether nodes are numbers or names.
//
// Columns, by name or, where none is named so, by place: source and target (integers, or text in any layout or as a
// dictionary), and optionally rel (text as in HTML, or a boolean that says whether the link is followed) and count
// (integers). A null rel is a followed link, a null count is one link; a null source or target is refused.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "graph/builder.h"
#include "graph/control.h"
#include "loaders/fold.h"
#include "loaders/load_report.h"
#include "python/src/arrow_abi.h"

namespace orbweb::python {

class ArrowLinks {
 public:
  /// Takes the stream over. Names are kept as they are where `fold` is null. Throws ArgumentError that says which
  /// columns were expected and found.
  ArrowLinks(ArrowArrayStream* stream, const FoldOptions* fold);
  ~ArrowLinks();

  bool has_names() const { return has_names_; }
  FoldLevel fold() const { return fold_ ? fold_->level() : FoldLevel::none; }
  std::map<std::string, std::string> description() const;

  /// Reads all. A name that cannot be folded is counted and quoted or, where `strict`, refused with an ArgumentError
  /// naming its row. Without the GIL: what produces the stream takes it where it needs it.
  LoadReport load_into(WebBuilder& builder, bool strict, const Control& control);

 private:
  struct Columns {
    int source = -1, target = -1, rel = -1, count = -1;
  };
  struct Batch;

  void find_columns();
  void add_numbers(const Batch& batch, WebBuilder& builder);
  void add_names(const Batch& batch, WebBuilder& builder, bool strict, LoadReport& report);
  /// Why there is no name; `name` is set otherwise.
  Rejection name_of(std::string_view text, std::string& name) const;

  ArrowArrayStream stream_;
  ArrowSchema schema_{};
  Columns columns_;
  bool has_names_ = false;
  std::optional<Fold> fold_;
  std::uint64_t rows_ = 0;  ///< before the batch in hand
};

}  // namespace orbweb::python
