// A release as a page for people: one file of HTML that needs nothing else, offline and on a phone. Names come from
// strangers: all text is escaped, and the content security policy allows the page's own script and style, by their
// SHA-256, and nothing else.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "algos/scores.h"
#include "graph/web.h"
#include "jobs/score_changes.h"

namespace orbweb {

/// One table as the page shows it: drawn while the scores are there.
struct ReportTable {
  std::string name;
  std::string definition;
  std::vector<std::pair<std::string, std::string>> facts;
  std::string charts;                          ///< SVG
  std::vector<std::string> columns;            ///< headings of the top rows
  std::vector<std::vector<std::string>> rows;  ///< plain text, not yet escaped
  std::optional<ScoreChanges> changes;
};

/// `bounds` is the certified error after each iteration, where it is known.
ReportTable report_table(const std::string& name, const Scores& scores, const Web& web,
                         const std::vector<double>& bounds, std::optional<ScoreChanges> changes);

struct Report {
  std::string title;
  std::vector<std::pair<std::string, std::string>> facts;  ///< of the release and its web
  std::vector<ReportTable> tables;
};

std::string report_html(const Report& report);

/// `text` for the inside of an element or a quoted attribute; bytes that are no UTF-8 become U+FFFD.
std::string html_escaped(std::string_view text);

}  // namespace orbweb
