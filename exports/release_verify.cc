#include "exports/release_verify.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "columns/column_file.h"
#include "exports/release_manifest.h"
#include "graph/error.h"
#include "graph/manifest.h"

namespace orbweb {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMaxFactsBytes = std::uint64_t{1} << 20;

std::string problem_of_file(FileSystem& files, const fs::path& path, const ReleaseFile& expected) {
  try {
    const ReleaseFile found = measure_file(files, path);
    if (found.bytes != expected.bytes) return fmt::format("expected {} bytes, found {}", expected.bytes, found.bytes);
    if (found.sha256 != expected.sha256)
      return fmt::format("expected SHA-256 {}, found {}", expected.sha256, found.sha256);
    return "";
  } catch (const Error& error) {
    return error.what();
  }
}

/// What is wrong with a table's facts; empty where nothing is. Throws nlohmann::json::exception.
std::string problem_of_facts(std::string_view text, const std::string& name, const ReleaseManifest& manifest,
                             const ReleaseTable& table) {
  const auto facts = nlohmann::json::parse(text);
  if (facts.at("definition") != table.definition) return fmt::format("{}: another definition in its facts", name);
  if (facts.at("web_fingerprint") != manifest.web_fingerprint) return fmt::format("{}: scores of another web", name);
  if (facts.at("nodes") != manifest.nodes) return fmt::format("{}: another number of nodes in its facts", name);
  return "";
}

/// A table in columns has the facts within, too, and says how many rows it has.
std::string problem_of_columns(FileSystem& files, const fs::path& path, const ReleaseManifest& manifest,
                               const ReleaseTable& table) {
  const auto columns = ColumnFileReader::open(files, path);
  const std::string name = path.filename().string();
  if (columns->num_rows() != manifest.nodes) {
    return fmt::format("{}: expected {} rows, found {}", name, manifest.nodes, columns->num_rows());
  }
  const std::optional<std::string> facts = columns->metadata(kFactsKey);
  return facts ? problem_of_facts(*facts, name, manifest, table) : fmt::format("{}: no facts within", name);
}

/// Facts stand beside tables as TABLE.json.
std::string problem_of_table(FileSystem& files, const fs::path& folder, const ReleaseManifest& manifest,
                             const ReleaseTable& table) {
  for (const std::string& name : table.files) {
    if (!manifest.files.contains(name + ".json")) continue;
    try {
      const std::vector<char> text = read_whole_file(files, folder / (name + ".json"), kMaxFactsBytes);
      std::string problem = problem_of_facts({text.data(), text.size()}, name, manifest, table);
      if (problem.empty() && has_column_files() && column_format_of(name)) {
        problem = problem_of_columns(files, folder / name, manifest, table);
      }
      if (!problem.empty()) return problem;
    } catch (const nlohmann::json::exception& error) {
      return fmt::format("{}: its facts: {}", name, error.what());
    } catch (const Error& error) {
      return error.what();
    }
  }
  return "";
}

std::string strangers(FileSystem& files, const fs::path& folder, const ReleaseManifest& manifest) {
  std::string names;
  for (const fs::path& entry : files.list(folder)) {
    const std::string name = entry.filename().string();
    if (name == kManifestName || manifest.files.contains(name)) continue;
    names += (names.empty() ? "" : ", ") + orbweb::in_quotes(name);
  }
  return names.empty() ? "" : "not in the manifest: " + names;
}

}  // namespace

std::vector<VerifyFinding> verify_release(const fs::path& path, const Control& control, FileSystem& files) {
  const ReleaseManifest manifest = read_release_manifest(files, path);
  std::vector<VerifyFinding> findings = {{std::string(kManifestName), ""}};
  for (const auto& [name, file] : manifest.files) {
    control.check();
    findings.push_back({name, problem_of_file(files, path / name, file)});
  }
  for (const ReleaseTable& table : manifest.tables) {
    findings.push_back({"facts of table " + table.name, problem_of_table(files, path, manifest, table)});
  }
  findings.push_back({"no other files", strangers(files, path, manifest)});
  return findings;
}

}  // namespace orbweb
