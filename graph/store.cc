#include "graph/store.h"

#include "graph/feed.h"
#include "graph/manifest.h"
#include "graph/web_reader.h"

namespace orbweb {

namespace fs = std::filesystem;

void save_web(const Web& web, const fs::path& path, const SaveOptions& options, FileSystem& files) {
  WebWriter writer(path, options, files);
  writer.set_fingerprint(web.fingerprint());
  feed(web, writer);
}

Web open_web(const fs::path& path, const OpenOptions& options, FileSystem& files) {
  return WebReader(files, path, options.mode).web();
}

std::vector<StoredFile> stored_files(const fs::path& path, FileSystem& files) {
  std::vector<StoredFile> stored;
  for (const char* name : {kManifestName, kChecksumsName}) stored.push_back({name, files.file_size(path / name)});
  for (const auto& [name, record] : read_manifest(files, path).files) stored.push_back({name, record.bytes});
  return stored;
}

}  // namespace orbweb
