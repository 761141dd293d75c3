#include "cli/movers_text.h"

#include <fmt/format.h>

#include "cli/safe_text.h"
#include "cli/text_table.h"
#include "graph/number_text.h"

namespace orbweb {

std::string movers_text(const std::string& title, const std::vector<Mover>& movers, std::size_t width) {
  if (movers.empty()) return "";
  std::vector<double> before, after, changes;
  for (const Mover& mover : movers) {
    before.push_back(mover.old_value);
    after.push_back(mover.new_value);
    changes.push_back(mover.change());
  }
  const auto old_cells = column_text(before), new_cells = column_text(after), change_cells = column_text(changes);
  TextTable table({{"  " + title, Align::left, true},
                   {"before", Align::right},
                   {"after", Align::right},
                   {"change", Align::right},
                   {"rank", Align::right}});
  for (std::size_t i = 0; i < movers.size(); ++i) {
    table.add_row({"  " + safe_text(movers[i].name), old_cells[i], new_cells[i], change_cells[i],
                   fmt::format("{} -> {}", grouped(movers[i].old_rank), grouped(movers[i].new_rank))});
  }
  return "\n" + table.text(width);
}

}  // namespace orbweb
