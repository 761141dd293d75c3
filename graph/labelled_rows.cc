#include "graph/labelled_rows.h"

namespace orbweb {

void read_labels(const Web& web, ArcIndex first, std::uint64_t count, std::vector<std::uint32_t>& link_counts,
                 std::vector<std::uint8_t>& followed) {
  link_counts.resize(count);
  web.link_counts().copy(first, link_counts);
  followed.resize(count);
  web.followed().copy_members(first, followed);
}

}  // namespace orbweb
