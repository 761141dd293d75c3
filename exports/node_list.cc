#include "exports/node_list.h"

namespace orbweb {

void write_node_names(std::uint64_t num_nodes, const std::function<std::string(NodeId)>& name_of, WholeFile& file,
                      const Control& control) {
  file.write("#name\tnode\n");
  write_nodes(num_nodes, control, file, [&](std::uint64_t first, std::uint64_t last, std::string& text) {
    for (std::uint64_t node = first; node < last; ++node) {
      append_listed_name(text, name_of(static_cast<NodeId>(node)));
      text += '\t';
      append_number(text, node);
      text += '\n';
    }
  });
}

void write_node_set(const GraphExport& graph, const IndexSet& nodes) {
  WholeFile file = open_output(graph, graph.path);
  write_nodes(graph, file, [&](std::uint64_t first, std::uint64_t last, std::string& text) {
    std::vector<std::uint8_t> members(last - first);
    nodes.copy_members(first, members);
    for (std::uint64_t node = first; node < last; ++node) {
      if (members[node - first] == 0) continue;
      append_node(text, graph, static_cast<NodeId>(node));
      text += '\n';
    }
  });
  file.publish();
}

}  // namespace orbweb
