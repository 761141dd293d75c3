// A score table as typed columns, in node order: Parquet or Arrow.
#pragma once

#include "algos/scores.h"
#include "columns/column_file.h"
#include "graph/files.h"
#include "graph/web.h"

namespace orbweb {

/// Columns `name` (text; or `node`, an integer), `score`, `rank`, then the algorithm's own, in parts of bounded size;
/// the facts of the scores under kFactsKey, and what ties the two together under kContentKey. Scores fit the web.
/// Throws ArgumentError for a name that is no UTF-8. Memory: a few parts, whatever the number of nodes.
void write_score_columns(const Scores& scores, const Web& web, ColumnFormat format, OutputFile& file);

}  // namespace orbweb
