// The files of a stored web, opened one by one: what `open_web` and `verify_web` share.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "graph/files.h"
#include "graph/manifest.h"
#include "graph/stored_file.h"
#include "graph/web.h"

namespace orbweb {

class WebReader {
 public:
  /// Reads the manifest and the checksums. Throws LoadError or IoError.
  WebReader(FileSystem& files, const std::filesystem::path& web, ReadMode mode)
      : WebReader(files, web, mode, read_manifest(files, web)) {}
  WebReader(FileSystem& files, std::filesystem::path web, ReadMode mode, Manifest manifest);

  const Manifest& manifest() const { return manifest_; }
  std::string path_of(const std::string& name) const { return (web_ / name).string(); }

  // Each throws LoadError naming its file where its size or form is wrong.
  StoredBytes open(const std::string& name) const;
  std::shared_ptr<const Adjacency> successors() const { return adjacency("successors"); }
  std::shared_ptr<const Adjacency> predecessors() const { return adjacency("predecessors"); }
  std::optional<Names> names() const;
  IndexSet followed() const;
  LinkCounts link_counts() const;

  /// What Web::derived() opens.
  OpenDerived derived() const;
  /// All of it. The fingerprint is taken from the manifest, which its own checksum protects.
  Web web() const;

 private:
  std::shared_ptr<const Adjacency> adjacency(const std::string& direction) const;

  FileSystem& files_;
  std::filesystem::path web_;
  ReadMode mode_;
  Manifest manifest_;
};

}  // namespace orbweb
