#include "exports/release_manifest.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "graph/checksum.h"
#include "graph/error.h"
#include "graph/manifest.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "orbweb-release/1";
constexpr std::uint64_t kMaxManifestBytes = std::uint64_t{16} << 20;

// The checksum covers the text before this.
constexpr std::string_view kChecksumMember = ",\n  \"manifest_xxh3\": \"";
constexpr std::string_view kManifestEnd = "\"\n}\n";
constexpr std::size_t kChecksumDigits = 16;

Json tables_json(const std::vector<ReleaseTable>& tables) {
  Json array = Json::array();
  for (const ReleaseTable& table : tables) {
    array.push_back({{"name", table.name},
                     {"algorithm", table.algorithm},
                     {"definition", table.definition},
                     {"files", table.files},
                     {"cold_iterations", table.cold_iterations}});
  }
  return array;
}

ReleaseManifest from_json(const Json& object) {
  ReleaseManifest manifest;
  object.at("job").get_to(manifest.job);
  object.at("tool").get_to(manifest.tool);
  object.at("created_at").get_to(manifest.created_at);
  object.at("run_id").get_to(manifest.run_id);
  object.at("key").get_to(manifest.key);
  object.at("previous").get_to(manifest.previous);
  const Json& web = object.at("web");
  web.at("build_key").get_to(manifest.build_key);
  web.at("fingerprint").get_to(manifest.web_fingerprint);
  web.at("folder").get_to(manifest.web_folder);
  web.at("fold").get_to(manifest.fold);
  web.at("nodes").get_to(manifest.nodes);
  web.at("arcs").get_to(manifest.arcs);
  for (const Json& table : object.at("tables")) {
    manifest.tables.push_back({table.at("name"), table.at("algorithm"), table.at("definition"), table.at("files"),
                               table.value("cold_iterations", 0)});
  }
  for (const auto& [name, file] : object.at("files").items()) {
    manifest.files[name] = {file.at("bytes").get<std::uint64_t>(), file.at("sha256").get<std::string>()};
  }
  return manifest;
}

/// Names of files come from the manifest: none may lead out of its folder.
void check_names(const ReleaseManifest& manifest, const std::string& path) {
  for (const auto& [name, file] : manifest.files) {
    if (!name.empty() && name != "." && name != ".." && name.find('/') == std::string::npos) continue;
    throw LoadError(path, "", "names of files in the release's folder", orbweb::in_quotes(name));
  }
  for (const ReleaseTable& table : manifest.tables) {
    for (const std::string& name : table.files) {
      if (manifest.files.contains(name)) continue;
      throw LoadError(path, "", "tables among the files", orbweb::in_quotes(name));
    }
  }
}

std::string checksum_of(std::string_view covered) { return xxh3_64(bytes_of(covered)); }

}  // namespace

std::string release_manifest_text(const ReleaseManifest& manifest) {
  Json object = {{"format", kFormat},
                 {"job", manifest.job},
                 {"tool", manifest.tool},
                 {"created_at", manifest.created_at},
                 {"run_id", manifest.run_id},
                 {"key", manifest.key},
                 {"previous", manifest.previous},
                 {"web",
                  {{"fingerprint", manifest.web_fingerprint},
                   {"build_key", manifest.build_key},
                   {"folder", manifest.web_folder},
                   {"fold", manifest.fold},
                   {"nodes", manifest.nodes},
                   {"arcs", manifest.arcs}}},
                 {"tables", tables_json(manifest.tables)},
                 {"files", Json::object()}};
  for (const auto& [name, file] : manifest.files) {
    object["files"][name] = {{"bytes", file.bytes}, {"sha256", file.sha256}};
  }
  std::string text = object.dump(2, ' ', false, Json::error_handler_t::replace);
  text.resize(text.size() - 2);  // "\n}"
  return fmt::format("{}{}{}{}", text, kChecksumMember, checksum_of(text), kManifestEnd);
}

bool is_release(FileSystem& files, const fs::path& folder) {
  if (!files.exists(folder / kManifestName)) return false;
  const std::vector<char> text = read_whole_file(files, folder / kManifestName, std::uint64_t{64} << 20);
  return std::string_view(text.data(), text.size()).find("\"orbweb-release/") < 64;
}

ReleaseManifest read_release_manifest(FileSystem& files, const fs::path& folder) {
  const fs::path path = folder / kManifestName;
  if (!files.exists(folder)) throw IoError("open", folder.string(), ENOENT);
  if (!files.exists(path))
    throw LoadError(folder.string(), "", "a release, as `orbweb run` makes it", "no manifest.json");
  const std::vector<char> bytes = read_whole_file(files, path, kMaxManifestBytes);
  const std::string_view text(bytes.data(), bytes.size());
  const std::size_t tail = kChecksumMember.size() + kChecksumDigits + kManifestEnd.size();
  const std::string_view covered = text.substr(0, text.size() < tail ? 0 : text.size() - tail);
  if (covered.empty() ||
      text.substr(covered.size()) != fmt::format("{}{}{}", kChecksumMember, checksum_of(covered), kManifestEnd)) {
    throw LoadError(path.string(), "", "a release's manifest that ends with its own checksum",
                    "a damaged or foreign file");
  }
  try {
    const Json object = Json::parse(text);
    if (object.at("format") != kFormat) {
      throw LoadError(path.string(), "", fmt::format("format {}", kFormat), object.at("format").dump());
    }
    ReleaseManifest manifest = from_json(object);
    check_names(manifest, path.string());
    return manifest;
  } catch (const nlohmann::json::exception& error) {
    throw LoadError(path.string(), "", "the members of a release's manifest", error.what());
  }
}

ReleaseFile measure_file(FileSystem& files, const fs::path& path) {
  const std::unique_ptr<InputFile> file = files.open(path);
  std::vector<char> buffer(std::size_t{1} << 20);
  Sha256 hash;
  ReleaseFile measured;
  while (const std::size_t count = file->read(buffer)) {
    hash.add(std::span(buffer).first(count));
    measured.bytes += count;
  }
  measured.sha256 = hash.hex();
  return measured;
}

}  // namespace orbweb
