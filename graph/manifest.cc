#include "graph/manifest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <nlohmann/json.hpp>

#include "graph/checksum.h"
#include "graph/encoding.h"
#include "graph/error.h"

namespace orbweb {

namespace {

using nlohmann::json;

constexpr const char* kFormat = "orbweb-web";
constexpr int kVersion = 2;
constexpr std::uint64_t kMaxManifestBytes = 64 << 20;
constexpr std::uint64_t kMaxChecksumBytes = std::uint64_t{8} << 30;  // of a web of 64 TiB

// The checksum is the last member, so that what it covers is a prefix of the file: the text before this.
constexpr std::string_view kChecksumMember = ",\n  \"manifest_xxh3\": \"";
constexpr std::string_view kEnd = "\"\n}\n";
constexpr std::size_t kChecksumDigits = 16;

json provenance_to_json(const Provenance& provenance) {
  return {{"options", provenance.options},
          {"inputs", provenance.inputs},
          {"links_read", provenance.links_read},
          {"links_rejected", provenance.links_rejected},
          {"rejected_by_reason", provenance.rejected_by_reason},
          {"built_at", provenance.built_at}};
}

Provenance provenance_from_json(const json& object, FoldLevel fold) {
  Provenance provenance;
  provenance.fold = fold;
  object.at("options").get_to(provenance.options);
  object.at("inputs").get_to(provenance.inputs);
  object.at("links_read").get_to(provenance.links_read);
  object.at("links_rejected").get_to(provenance.links_rejected);
  object.at("rejected_by_reason").get_to(provenance.rejected_by_reason);
  object.at("built_at").get_to(provenance.built_at);
  return provenance;
}

/// What a reader must know to understand the rest. Anything else makes it refuse; unknown compatible features do not.
std::vector<std::string> incompatible_features(const Manifest& manifest) { return {"rows:" + manifest.encoding}; }

void check_features(const json& object, const std::string& path) {
  for (const json& feature : object.at("features").at("incompatible")) {
    const auto name = feature.get<std::string>();
    const bool known = std::any_of(encodings().begin(), encodings().end(), [&](const Encoding& encoding) {
      return "rows:" + std::string(encoding.name) == name;
    });
    if (!known)
      throw LoadError(path, "", "features that this Orbweb knows",
                      orbweb::in_quotes(name) + "; a newer Orbweb wrote it");
  }
}

Manifest manifest_from_json(const json& object) {
  Manifest manifest;
  object.at("nodes").get_to(manifest.num_nodes);
  object.at("arcs").get_to(manifest.num_arcs);
  object.at("names").get_to(manifest.has_names);
  object.at("encoding").get_to(manifest.encoding);
  object.at("fingerprint").get_to(manifest.fingerprint);
  manifest.provenance =
      provenance_from_json(object.at("provenance"), fold_level_from_string(object.at("fold").get<std::string>()));
  for (const auto& [name, file] : object.at("files").items()) {
    manifest.files[name] = {file.at("bytes").get<std::uint64_t>(), file.at("sha256").get<std::string>(), {}};
  }
  return manifest;
}

/// Hands each file its part of the tables.
void take_checksums(Manifest& manifest, std::span<const char> tables, const std::string& path) {
  std::uint64_t at = 0;
  for (auto& [name, record] : manifest.files) {
    const std::uint64_t num_blocks = record.bytes / kChecksumBlock + (record.bytes % kChecksumBlock != 0 ? 1 : 0);
    if (num_blocks > (tables.size() - at) / sizeof(std::uint64_t)) {
      throw LoadError(path, fmt::format("byte {}", at), fmt::format("{} checksums of {}", num_blocks, name),
                      "the end of the file");
    }
    record.checksums.resize(num_blocks);
    if (num_blocks > 0) std::memcpy(record.checksums.data(), tables.data() + at, num_blocks * sizeof(std::uint64_t));
    at += num_blocks * sizeof(std::uint64_t);
  }
}

std::string checksum_of(std::string_view covered) { return xxh3_64(bytes_of(covered)); }

/// Splits off and checks the last member. Returns the text that it covers.
std::string_view covered_text(std::string_view text, const std::string& path) {
  const std::size_t tail = kChecksumMember.size() + kChecksumDigits + kEnd.size();
  const std::string_view covered = text.substr(0, text.size() < tail ? 0 : text.size() - tail);
  const std::string expected = fmt::format("{}{}{}", kChecksumMember, checksum_of(covered), kEnd);
  if (covered.empty() || text.substr(covered.size()) != expected) {
    throw LoadError(path, "", "a web's manifest that ends with its own checksum", "a damaged or foreign file");
  }
  return covered;
}

Manifest manifest_from_text(std::string_view text, std::span<const char> tables, const std::string& path,
                            const std::string& tables_path) {
  covered_text(text, path);
  try {
    const json object = json::parse(text);
    if (object.at("format") != kFormat) throw ArgumentError("format is " + object.at("format").dump());
    if (object.at("version") != kVersion) {
      throw LoadError(path, "", fmt::format("format version {}", kVersion),
                      fmt::format("version {}: build the web again, or take the Orbweb that wrote it",
                                  object.at("version").dump()));
    }
    check_features(object, path);
    const auto expected = object.at("checksums_xxh3").get<std::string>();
    if (const std::string found = xxh3_64(tables); found != expected) {
      throw LoadError(tables_path, "", "checksum " + expected, found + ": the file is damaged");
    }
    Manifest manifest = manifest_from_json(object);
    take_checksums(manifest, tables, tables_path);
    return manifest;
  } catch (const json::exception& error) {
    throw LoadError(path, "", "the members of a web's manifest", error.what());
  } catch (const ArgumentError& error) {
    throw LoadError(path, "", "the members of a web's manifest", error.what());
  }
}

}  // namespace

std::string checksum_tables(const Manifest& manifest) {
  std::string tables;
  for (const auto& [name, record] : manifest.files) {
    const std::span<const char> bytes = bytes_of(std::span<const std::uint64_t>(record.checksums));
    tables.append(bytes.data(), bytes.size());
  }
  return tables;
}

std::string manifest_to_text(const Manifest& manifest, std::span<const char> tables) {
  // An ordered object: what a person looks for comes first.
  nlohmann::ordered_json object;
  object["format"] = kFormat;
  object["version"] = kVersion;
  object["features"] = {{"compatible", json::array()}, {"incompatible", incompatible_features(manifest)}};
  object["nodes"] = manifest.num_nodes;
  object["arcs"] = manifest.num_arcs;
  object["fold"] = to_string(manifest.provenance.fold);
  object["names"] = manifest.has_names;
  object["encoding"] = manifest.encoding;
  object["fingerprint"] = manifest.fingerprint;
  object["files"] = json::object();
  for (const auto& [name, record] : manifest.files) {
    object["files"][name] = {{"bytes", record.bytes}, {"sha256", record.sha256}};
  }
  object["checksums_xxh3"] = xxh3_64(tables);
  object["provenance"] = provenance_to_json(manifest.provenance);
  std::string text = object.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  text.resize(text.size() - 2);  // "\n}"
  return fmt::format("{}{}{}{}", text, kChecksumMember, checksum_of(text), kEnd);
}

Manifest read_manifest(FileSystem& files, const std::filesystem::path& web) {
  const std::filesystem::path path = web / kManifestName;
  const std::filesystem::path tables_path = web / kChecksumsName;
  if (!files.exists(web)) throw IoError("open", web.string(), ENOENT);
  if (!files.exists(path)) {
    throw LoadError(web.string(), "", "a web, the folder that `orbweb build` makes", "no manifest.json in it");
  }
  if (!files.exists(tables_path)) throw LoadError(tables_path.string(), "", "the checksums of the web's files", "none");
  const std::vector<char> text = read_whole_file(files, path, kMaxManifestBytes);
  const std::vector<char> tables = read_whole_file(files, tables_path, kMaxChecksumBytes);
  return manifest_from_text({text.data(), text.size()}, tables, path.string(), tables_path.string());
}

bool is_web(FileSystem& files, const std::filesystem::path& path) {
  try {
    read_manifest(files, path);
    return true;
  } catch (const Error&) {
    return false;
  }
}

}  // namespace orbweb
