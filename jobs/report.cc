#include "jobs/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "graph/checksum.h"
#include "graph/number_text.h"
#include "jobs/report_charts.h"

namespace orbweb {

namespace {

constexpr std::uint64_t kReportRows = 500;
constexpr std::size_t kReportMovers = 20;

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--ink:#1c2024;--soft:#5b6470;--line:#d8dde3;--paper:#fff;--accent:#0b62c4}
@media(prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#9aa4b0;--line:#343b44;--paper:#14171a;--accent:#6aaeff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1rem;font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.25rem;margin:2rem 0 .5rem}h3{font-size:1rem;margin:1.25rem 0 .25rem}
dl{display:grid;grid-template-columns:repeat(auto-fill,minmax(9rem,1fr));gap:.5rem 1rem;margin:0}
dt{color:var(--soft);font-size:.8rem}dd{margin:0;overflow-wrap:anywhere;font-variant-numeric:tabular-nums}
.charts,.pair{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,20rem),1fr));gap:1rem}
.charts>*{min-width:0}
.scroll{overflow:auto;max-height:32rem;border:1px solid var(--line);border-radius:6px}
svg{width:100%;height:auto}svg text{fill:var(--soft);font-size:13px}svg .mid{text-anchor:middle}svg .end{text-anchor:end}
svg rect{fill:var(--accent)}svg polyline{fill:none;stroke:var(--accent);stroke-width:2}svg .axis{fill:none;stroke:var(--line)}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{padding:.3rem .6rem;text-align:right;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums;white-space:nowrap}
th{position:sticky;top:0;background:var(--paper);color:var(--soft);font-weight:600}
th button{all:unset;cursor:pointer}th button:focus-visible{outline:2px solid var(--accent)}
.name,.why{text-align:left;white-space:normal;overflow-wrap:anywhere;min-width:9rem}.why{min-width:16rem;color:var(--soft)}
input{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:.4rem .6rem;width:100%;max-width:24rem;margin:.5rem 0}
)";

// Sorts by a column's numbers where both cells are numbers, else by text; a second time turns it round.
constexpr std::string_view kScript = R"(
for(const box of document.querySelectorAll('.top')){
const body=box.querySelector('tbody'),rows=[...body.rows];
box.querySelector('input').addEventListener('input',e=>{const q=e.target.value.trim().toLowerCase();
for(const r of rows)r.hidden=!r.cells[1].textContent.toLowerCase().includes(q)});
box.querySelectorAll('th button').forEach((b,i)=>{let up=true;b.addEventListener('click',()=>{up=!up;
rows.sort((x,y)=>{const a=x.cells[i].textContent,c=y.cells[i].textContent,d=a.replaceAll(',','')-c.replaceAll(',','');
return(up?1:-1)*(isNaN(d)?a.localeCompare(c):d)});body.append(...rows)})})}
)";

std::string base64(const std::string& hex) {
  constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto digit = [&](std::size_t i) -> unsigned {
    if (i >= hex.size()) return 0;
    return static_cast<unsigned>(hex[i] <= '9' ? hex[i] - '0' : hex[i] - 'a' + 10);
  };
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 6) {  // six digits are three bytes are four letters
    unsigned bits = 0;
    for (std::size_t j = 0; j < 6; ++j) bits = bits << 4 | digit(i + j);
    for (std::size_t j = 0; j < 4; ++j) {
      text += i + j * 3 / 2 < hex.size() ? kLetters[bits >> (18 - 6 * j) & 63] : '=';
    }
  }
  return text;
}

std::string source_hash(std::string_view text) {
  Sha256 hash;
  hash.add(bytes_of(text));
  return "'sha256-" + base64(hash.hex()) + "'";
}

/// Bytes that a valid UTF-8 sequence at `text` takes; 0 where there is none (overlong forms, surrogates included).
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  const std::size_t length = first < 0x80   ? 1
                             : first < 0xc2 ? 0
                             : first < 0xe0 ? 2
                             : first < 0xf0 ? 3
                             : first < 0xf5 ? 4
                                            : 0;
  if (length == 0 || length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
  }
  if (first == 0xe0 && byte(1) < 0xa0) return 0;
  if (first == 0xed && byte(1) >= 0xa0) return 0;
  if (first == 0xf0 && byte(1) < 0x90) return 0;
  return first == 0xf4 && byte(1) >= 0x90 ? 0 : length;
}

std::string facts_html(const std::vector<std::pair<std::string, std::string>>& facts) {
  std::string html = "<dl>";
  for (const auto& [name, value] : facts) {
    html += fmt::format("<div><dt>{}</dt><dd>{}</dd></div>", html_escaped(name), html_escaped(value));
  }
  return html + "</dl>";
}

/// The class attribute of a column's cells: texts are set apart from numbers.
std::string_view class_of(const std::string& column) {
  if (column == "name" || column == "node") return " class=\"name\"";
  return column == "why" ? " class=\"why\"" : "";
}

std::string row_html(const std::vector<std::string>& columns, const std::vector<std::string>& cells) {
  std::string html = "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    html += fmt::format("<td{}>{}</td>", class_of(columns[i]), html_escaped(cells[i]));
  }
  return html + "</tr>\n";
}

std::string top_html(const ReportTable& table) {
  std::string html =
      "<div class=\"top\"><input type=\"search\" placeholder=\"search names\" aria-label=\"search names\">"
      "<div class=\"scroll\"><table><thead><tr>";
  for (const std::string& column : table.columns) {
    html += fmt::format("<th{}><button>{}</button></th>", class_of(column), html_escaped(column));
  }
  html += "</tr></thead><tbody>\n";
  for (const auto& row : table.rows) html += row_html(table.columns, row);
  return html + "</tbody></table></div></div>";
}

std::string plain_table(const std::string& title, const std::vector<std::string>& columns,
                        const std::vector<std::vector<std::string>>& rows) {
  if (rows.empty()) return "";
  std::string html = fmt::format("<div><h3>{}</h3><div class=\"scroll\"><table><thead><tr>", html_escaped(title));
  for (const std::string& column : columns) {
    html += fmt::format("<th{}>{}</th>", class_of(column), html_escaped(column));
  }
  html += "</tr></thead><tbody>\n";
  for (const auto& row : rows) html += row_html(columns, row);
  return html + "</tbody></table></div></div>";
}

/// The largest reasons in words, each with its share of the change of the score.
std::string why_text(const ScoreReasons& found) {
  constexpr std::size_t kReasons = 3;
  constexpr double kLeast = 0.02;  // a share below is no reason
  std::vector<std::pair<std::string, double>> parts;
  for (const OwnPart& part : own_parts(found)) parts.emplace_back(part.name, part.amount);
  for (const Reason& reason : found.reasons) {
    parts.emplace_back(fmt::format("{}: {}", reason.source, to_string(reason.kind)), reason.amount);
  }
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& a, const auto& b) { return std::abs(a.second) > std::abs(b.second); });
  std::string text;
  for (std::size_t i = 0; i < std::min(kReasons, parts.size()); ++i) {
    const double share = parts[i].second / found.change();
    if (!(std::abs(share) >= kLeast)) break;
    text += fmt::format("{}{} {:+.0f} %", text.empty() ? "" : "; ", parts[i].first, 100 * share);
  }
  return text;
}

std::vector<std::vector<std::string>> mover_rows(const std::vector<Mover>& movers) {
  std::vector<std::vector<std::string>> rows;
  for (const Mover& mover : movers) {
    if (rows.size() == kReportMovers) break;
    rows.push_back({mover.name, number_text(mover.old_value), number_text(mover.new_value),
                    fmt::format("{:+.4g}", mover.change()), grouped(mover.old_rank) + " → " + grouped(mover.new_rank),
                    mover.reasons ? why_text(*mover.reasons) : ""});
  }
  return rows;
}

std::vector<std::vector<std::string>> name_rows(const std::vector<NewOrLost>& names) {
  std::vector<std::vector<std::string>> rows;
  for (const NewOrLost& one : names) {
    if (rows.size() == kReportMovers) break;
    rows.push_back({one.name, number_text(one.value), grouped(one.rank)});
  }
  return rows;
}

std::string changes_html(const ScoreChanges& changes) {
  const std::vector<std::string> moved = {"name", "before", "after", "change", "rank", "why"};
  const std::vector<std::string> named = {"name", changes.value_name, "rank"};
  return "<h3>Since the last release</h3>" +
         facts_html({{"gained", grouped(changes.num_gained())},
                     {"lost", grouped(changes.num_lost())},
                     {"in both", grouped(changes.common)},
                     {"Kendall's tau", fmt::format("{:.6f}", changes.kendall_tau_b)},
                     {"Spearman's rho", fmt::format("{:.6f}", changes.spearman_rho)}}) +
         plain_table("Rose", moved, mover_rows(changes.up)) + plain_table("Fell", moved, mover_rows(changes.down)) +
         "<div class=\"pair\">" + plain_table("New", named, name_rows(changes.gained)) +
         plain_table("Gone", named, name_rows(changes.lost)) + "</div>";
}

std::string cell_text(const ColumnValues& values, NodeId node) {
  if (const auto* numbers = std::get_if<std::vector<double>>(&values)) return number_text((*numbers)[node]);
  return grouped(std::get<std::vector<std::uint64_t>>(values)[node]);
}

}  // namespace

std::string html_escaped(std::string_view text) {
  std::string html;
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const std::string_view letter = text.substr(0, std::max<std::size_t>(1, length));
    text.remove_prefix(letter.size());
    if (length == 0 || (length == 1 && static_cast<unsigned char>(letter[0]) < ' ')) {
      html += "\xef\xbf\xbd";
    } else if (letter == "&") {
      html += "&amp;";
    } else if (letter == "<") {
      html += "&lt;";
    } else if (letter == ">") {
      html += "&gt;";
    } else if (letter == "\"") {
      html += "&quot;";
    } else if (letter == "'") {
      html += "&#39;";
    } else {
      html += letter;
    }
  }
  return html;
}

ReportTable report_table(const std::string& name, const Scores& scores, const Web& web,
                         const std::vector<double>& bounds, std::optional<ScoreChanges> changes) {
  ReportTable table{name, scores.definition, {}, "", {"rank", web.has_names() ? "name" : "node", "score"},
                    {},   std::move(changes)};
  const Convergence& convergence = scores.convergence;
  table.facts = {{"definition", scores.definition},
                 {"iterations", std::to_string(convergence.iterations)},
                 {"converged", convergence.converged ? "yes" : "no"}};
  const auto add_error = [&table](const char* error_name, double value) {
    if (!std::isnan(value)) table.facts.emplace_back(error_name, fmt::format("{:.2e}", value));
  };
  add_error("residual (L1)", convergence.residual_l1);
  add_error("certified error (L1)", convergence.error_bound_l1);
  if (!std::isnan(convergence.error_bound_l1)) {
    table.facts.emplace_back("proven first ranks", grouped(scores.certified_top));
  }
  const std::vector<double>* values = &scores.score;
  std::string value_name = "score";
  for (const Column& column : scores.columns) {
    table.columns.push_back(column.name);
    const auto* numbers = std::get_if<std::vector<double>>(&column.values);
    if (column.name != "rating" || numbers == nullptr) continue;
    values = numbers;
    value_name = "rating";
  }
  table.charts =
      distribution_chart(*values, value_name) + indegree_chart(web, *values, value_name) + convergence_chart(bounds);
  for (const NodeId node : top_nodes(scores.score, kReportRows)) {
    std::vector<std::string> row = {grouped(scores.rank[node]), web.display_name(node),
                                    number_text(scores.score[node])};
    for (const Column& column : scores.columns) row.push_back(cell_text(column.values, node));
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string report_html(const Report& report) {
  std::string html = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src {}; script-src {}; "
      "base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}</style></head><body>\n<h1>{}</h1>\n",
      source_hash(kStyle), source_hash(kScript), html_escaped(report.title), kStyle, html_escaped(report.title));
  html += facts_html(report.facts);
  for (const ReportTable& table : report.tables) {
    html += fmt::format("\n<h2>{}</h2>\n{}\n<div class=\"charts\">{}</div>\n{}\n", html_escaped(table.name),
                        facts_html(table.facts), table.charts, top_html(table));
    if (table.changes) html += changes_html(*table.changes);
  }
  return html + fmt::format("<script>{}</script></body></html>\n", kScript);
}

}  // namespace orbweb
