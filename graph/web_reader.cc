#include "graph/web_reader.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "graph/encoding.h"
#include "graph/error.h"

namespace orbweb {

WebReader::WebReader(FileSystem& files, std::filesystem::path web, ReadMode mode)
    : files_(files), web_(std::move(web)), mode_(mode), manifest_(read_manifest(files, web_)) {}

StoredBytes WebReader::open(const std::string& name) const {
  const auto record = manifest_.files.find(name);
  if (record == manifest_.files.end()) throw LoadError(path_of(kManifestName), "", "a file " + name, "none listed");
  return open_stored(files_, web_ / name, record->second, mode_);
}

std::shared_ptr<const Adjacency> WebReader::adjacency(const std::string& direction) const {
  return encoding_named(manifest_.encoding)
      .open(direction, manifest_.num_nodes, manifest_.num_arcs, [this](const std::string& name) { return open(name); });
}

template <class T>
std::vector<T> WebReader::values(const std::string& name, std::uint64_t count) const {
  const StoredBytes bytes = open(name);
  if (bytes.size() / sizeof(T) != count || bytes.size() % sizeof(T) != 0) {
    throw LoadError(path_of(name), "", fmt::format("{} values of {} bytes", count, sizeof(T)),
                    fmt::format("{} bytes in the manifest", bytes.size()));
  }
  std::vector<T> values(count);
  if (count > 0) std::memcpy(values.data(), bytes.all().data(), bytes.size());
  return values;
}

std::optional<Names> WebReader::names() const {
  if (!manifest_.has_names) return std::nullopt;
  try {
    const StoredBytes keys = open(kNameKeys);
    const std::span<const char> all = keys.all();
    return Names(values<std::uint64_t>(kNameOffsets, manifest_.num_nodes + 1), {all.begin(), all.end()});
  } catch (const ArgumentError& error) {
    throw LoadError(path_of(kNameKeys), "", "sorted, distinct names", error.what());
  }
}

IndexSet WebReader::followed() const { return IndexSet::deferred(open(kFollowed), manifest_.num_arcs); }

std::vector<std::uint32_t> WebReader::link_counts() const {
  return values<std::uint32_t>(kLinkCounts, manifest_.num_arcs);
}

Web WebReader::web() const {
  return Web(successors(), predecessors(), names(), followed(), link_counts(), manifest_.provenance,
             manifest_.fingerprint);
}

}  // namespace orbweb
