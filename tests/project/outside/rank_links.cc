// Builds a web from four links through the public headers, ranks it and prints the whole table.
#include <orbweb/algos/pagerank.h>
#include <orbweb/graph/builder.h>

#include <cstdio>

int main() {
  orbweb::WebBuilder builder({});
  orbweb::NamedBatch links;
  const auto link = [&](const char* source, const char* target) {
    links.add_link(links.add_name(source), links.add_name(target));
  };
  link("a.example", "b.example");
  link("b.example", "c.example");
  link("c.example", "b.example");
  link("d.example", "c.example");
  builder.add_links(links);
  const orbweb::Web web = builder.build({}, {});
  orbweb::PageRankOptions options;
  options.tolerance = 1e-12;
  const orbweb::Scores scores = orbweb::pagerank(web, options);
  for (const orbweb::NodeId node : orbweb::top_nodes(scores.score, web.num_nodes())) {
    std::printf("%llu %s %.4f\n", static_cast<unsigned long long>(scores.rank[node]), web.display_name(node).c_str(),
                scores.score[node]);
  }
}
