// A published release into PostgreSQL.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "exports/score_postgres.h"
#include "graph/control.h"
#include "graph/files.h"

namespace orbweb {

/// Makes the views of all tables of the release in `folder`, called `release`, show it: read back from there, one after
/// the other. Nothing where they do already. Throws DatabaseError, BusyError, CreateError, LoadError.
std::optional<PostgresExport> export_to_postgres(const std::filesystem::path& folder, const std::string& release,
                                                 const PostgresTarget& target, const Control& control,
                                                 FileSystem& files);

}  // namespace orbweb
