#include "graph/web_reader.h"

#include <utility>

#include "graph/encoding.h"
#include "graph/error.h"

namespace orbweb {

WebReader::WebReader(FileSystem& files, std::filesystem::path web, ReadMode mode, Manifest manifest)
    : files_(files), web_(std::move(web)), mode_(mode), manifest_(std::move(manifest)) {}

StoredBytes WebReader::open(const std::string& name) const {
  const auto record = manifest_.files.find(name);
  if (record == manifest_.files.end()) throw LoadError(path_of(kManifestName), "", "a file " + name, "none listed");
  return open_stored(files_, web_ / name, record->second, mode_);
}

std::shared_ptr<const Adjacency> WebReader::adjacency(const std::string& direction) const {
  return encoding_named(manifest_.encoding)
      .open(direction, manifest_.num_nodes, manifest_.num_arcs, [this](const std::string& name) { return open(name); });
}

std::optional<Names> WebReader::names() const {
  if (!manifest_.has_names) return std::nullopt;
  return Names(open(kNameBlocks), open(kNameIndex), manifest_.num_nodes);
}

IndexSet WebReader::followed() const { return IndexSet::deferred(open(kFollowed), manifest_.num_arcs); }

LinkCounts WebReader::link_counts() const { return LinkCounts(open(kLinkCounts), manifest_.num_arcs); }

OpenDerived WebReader::derived() const {
  return [reader = *this](const std::string& name) -> std::optional<StoredBytes> {
    if (!reader.manifest_.files.contains(name)) return std::nullopt;
    return reader.open(name);
  };
}

Web WebReader::web() const {
  Web web(successors(), predecessors(), names(), followed(), link_counts(), manifest_.provenance,
          manifest_.fingerprint);
  web.set_derived(derived());
  return web;
}

}  // namespace orbweb
