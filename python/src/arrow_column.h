// One column of an Arrow record batch that came from outside: typed access with every bound known.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "python/src/arrow_abi.h"

namespace orbweb::python {

enum class ColumnKind { integer, text, flag, other };

/// By the format string of the C data interface: integers of any width, text in its three layouts or as a dictionary,
/// booleans.
ColumnKind kind_of_column(const ArrowSchema& schema);

/// Rows [0, size()) of one array. The array must outlive it.
class ArrowColumn {
 public:
  /// `schema` and `array` belong together. Throws ArgumentError where the array has not the buffers of its format.
  ArrowColumn(const ArrowSchema& schema, const ArrowArray& array, std::int64_t parent_offset);
  ~ArrowColumn();
  ArrowColumn(ArrowColumn&&) noexcept;

  bool is_null(std::int64_t row) const;
  /// Throws ArgumentError for a negative number. Of integers only.
  std::uint64_t number(std::int64_t row) const;
  /// Of text only.
  std::string_view text(std::int64_t row) const;
  /// Of flags only.
  bool flag(std::int64_t row) const;

 private:
  std::string_view plain_text(std::int64_t at) const;

  std::string name_;
  char format_;  ///< first letter of the format; 'v' for views, 'D' for text by way of a dictionary
  char index_format_ = 0;
  const ArrowArray* array_;
  std::int64_t offset_;
  std::unique_ptr<ArrowColumn> dictionary_;
};

}  // namespace orbweb::python
