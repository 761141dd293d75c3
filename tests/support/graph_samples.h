// One small graph of each input format, for tests that go over all of them.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace orbweb::test {

struct GraphSample {
  std::string format;                                      ///< as in graph_formats()
  std::vector<std::pair<std::string, std::string>> files;  ///< name and content
  std::uint64_t nodes;
  std::uint64_t arcs;
  bool told_by_name;  ///< "auto" finds the format by the files' names
};

/// At least one for each row of the table of formats that a test wants to cover.
std::vector<GraphSample> graph_samples();

/// `numbers` as they lie in a little-endian file.
template <class Number>
std::string little_endian_bytes(const std::vector<std::uint64_t>& numbers) {
  std::string bytes;
  for (const std::uint64_t number : numbers) {
    for (std::size_t i = 0; i < sizeof(Number); ++i) bytes += static_cast<char>(number >> (8 * i) & 0xff);
  }
  return bytes;
}

/// A .npy array: `type` as NumPy writes it ("<i4"), `shape` as "(3,)".
std::string npy_bytes(const std::string& type, const std::string& shape, const std::string& elements, int version = 1);

/// A zip archive of files, packed with deflate or stored.
std::string zip_bytes(const std::vector<std::pair<std::string, std::string>>& files, bool packed = true);

}  // namespace orbweb::test
