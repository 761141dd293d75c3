// The header of a NumPy array: what its elements are and how many.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace orbweb {

struct NpyHeader {
  char kind = 0;  ///< i, u, f, c, b (bool), S (bytes) or U (text)
  bool is_big_endian = false;
  std::uint64_t element_size = 0;  ///< in bytes, from 1 to 1024
  std::vector<std::uint64_t> shape;

  bool is_integer() const { return (kind == 'i' || kind == 'u') && is_number_size(8); }
  bool is_value() const;  ///< integer, bool, real or complex of a size that next_count() reads

 private:
  bool is_number_size(std::uint64_t most) const {
    return element_size <= most && (element_size & (element_size - 1)) == 0;
  }
};

/// From the dictionary that a .npy header holds: "{'descr': '<i4', 'fortran_order': False, 'shape': (3,), }". Empty
/// where it is no such dictionary, or the array's type is one of records or objects.
std::optional<NpyHeader> parse_npy_header(std::string_view text);

}  // namespace orbweb
