#include "graph/web_reader.h"

#include <fmt/format.h>

#include <utility>

#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/memory.h"

namespace orbweb {

WebReader::WebReader(FileSystem& files, std::filesystem::path web)
    : files_(files), web_(std::move(web)), manifest_(read_manifest(files, web_)) {}

const Manifest::File& WebReader::listed(const std::string& name) const {
  const auto file = manifest_.files.find(name);
  if (file == manifest_.files.end()) throw LoadError(path_of(kManifestName), "", "a file " + name, "none listed");
  return file->second;
}

void WebReader::fill(const std::string& name, std::span<char> buffer) const {
  const std::unique_ptr<InputFile> file = files_.open(web_ / name);
  for (std::size_t at = 0; at < buffer.size();) {
    const std::size_t count = file->read(buffer.subspan(at));
    if (count == 0) {
      throw LoadError(path_of(name), fmt::format("byte {}", at), fmt::format("{} bytes", buffer.size()),
                      "the end of the file");
    }
    at += count;
  }
}

template <class T>
std::vector<T> WebReader::read_checked(const std::string& name) const {
  const Manifest::File& expected = listed(name);
  const std::uint64_t found_bytes = files_.file_size(web_ / name);
  if (found_bytes != expected.bytes) {
    throw LoadError(path_of(name), "", fmt::format("{} bytes", expected.bytes), fmt::format("{}", found_bytes));
  }
  if (found_bytes > machine_memory()) {
    throw LimitError(fmt::format("{} has {} bytes, more than the memory of this machine", path_of(name), found_bytes));
  }
  std::vector<T> values(found_bytes / sizeof(T));
  fill(name, {reinterpret_cast<char*>(values.data()), values.size() * sizeof(T)});
  const std::string found = xxh3_64(bytes_of(std::span<const T>(values)));
  if (found != expected.xxh3) {
    throw LoadError(path_of(name), "", "checksum " + expected.xxh3, found + ": the file is damaged");
  }
  return values;
}

template <class T>
std::vector<T> WebReader::read(const std::string& name, std::uint64_t count) const {
  if (listed(name).bytes / sizeof(T) != count || listed(name).bytes % sizeof(T) != 0) {
    throw LoadError(path_of(name), "", fmt::format("{} values of {} bytes", count, sizeof(T)),
                    fmt::format("{} bytes in the manifest", listed(name).bytes));
  }
  return read_checked<T>(name);
}

void WebReader::check_file(const std::string& name) const { read_checked<char>(name); }

Graph WebReader::graph(const char* offsets, const char* targets) const {
  try {
    return {read<ArcIndex>(offsets, manifest_.num_nodes + 1), read<NodeId>(targets, manifest_.num_arcs)};
  } catch (const ArgumentError& error) {
    throw LoadError(path_of(targets), "", "a well-formed graph", error.what());
  }
}

std::optional<Names> WebReader::names() const {
  if (!manifest_.has_names) return std::nullopt;
  try {
    return Names(read<std::uint64_t>(kNameOffsets, manifest_.num_nodes + 1), read_checked<char>(kNameKeys));
  } catch (const ArgumentError& error) {
    throw LoadError(path_of(kNameKeys), "", "sorted, distinct names", error.what());
  }
}

IndexSet WebReader::followed() const {
  return IndexSet::deserialize(read_checked<char>(kFollowed), manifest_.num_arcs, path_of(kFollowed));
}

std::vector<std::uint32_t> WebReader::link_counts() const {
  return read<std::uint32_t>(kLinkCounts, manifest_.num_arcs);
}

Web WebReader::web(const Control& control) const {
  Graph out = successors();
  control.check();
  Graph in = predecessors();
  control.check();
  return Web(std::move(out), std::move(in), names(), followed(), link_counts(), manifest_.provenance,
             manifest_.fingerprint);
}

}  // namespace orbweb
