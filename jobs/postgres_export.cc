#include "jobs/postgres_export.h"

#include <algorithm>
#include <vector>

#include "jobs/release_reader.h"

namespace orbweb {

std::optional<PostgresExport> export_to_postgres(const std::filesystem::path& folder, const std::string& release,
                                                 const PostgresTarget& target, const Control& control,
                                                 FileSystem& files) {
  const ReleaseReader reader(folder, files);
  const std::vector<ReleaseTable>& tables = reader.manifest().tables;
  ScorePostgresExport database(target, release);
  const bool is_shown = std::all_of(tables.begin(), tables.end(), [&](const ReleaseTable& table) {
    return database.shown_release(postgres_view_name(table.name)) == release;
  });
  if (is_shown) return std::nullopt;
  for (const ReleaseTable& table : tables) {
    const TableOfRelease found = reader.table(table.name);
    database.add(found.scores, found.web, postgres_view_name(table.name), control);
  }
  return database.finish(control);
}

}  // namespace orbweb
