#include "algos/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <utility>

#include "algos/bfs.h"
#include "algos/cheirank.h"
#include "algos/components.h"
#include "algos/core_numbers.h"
#include "algos/degrees.h"
#include "algos/detail/options.h"
#include "algos/detail/plan.h"
#include "algos/distances.h"
#include "algos/domain_rating.h"
#include "algos/eigenvector.h"
#include "algos/hits.h"
#include "algos/katz.h"
#include "algos/label_propagation.h"
#include "algos/leiden.h"
#include "algos/pagerank.h"
#include "algos/personalized_pagerank.h"
#include "algos/salsa.h"
#include "algos/spam_mass.h"
#include "algos/triangles.h"
#include "algos/truncated_pagerank.h"
#include "algos/trustrank.h"
#include "algos/url_rating.h"
#include "graph/checksum.h"
#include "graph/error.h"

namespace orbweb {

namespace {

template <class Options>
using Run = Scores (*)(const Web&, const Options&, const Control&);
template <class Options>
using Explain = std::vector<Explanation> (*)(const Web&, std::span<const double>, std::span<const NodeId>,
                                             const Options&);

template <class Options>
using WhatIf = Scores (*)(const Web&, const Scores&, std::span<const ArcEdit>, const Options&, const Control&);

struct Title {
  std::string name, definition, summary, header;
};

/// A row whose options are read off their struct. `explain` and `what_if` may be null.
template <class Options>
Algorithm row(const Title& title, Run<Options> run, Explain<Options> explain, WhatIf<Options> what_if = nullptr) {
  Algorithm algorithm{
      title.name, title.definition, title.summary, title.header, detail::option_specs<Options>(), false, {}, {}, {},
      {}};
  algorithm.run = [run, name = title.name](const Web& web, const OptionValues& values, const Control& control) {
    const Options options = detail::options_from<Options>(values, name);
    if (control.memory > 0) {
      const RankGrant granted{control.memory, control.checkpoint != nullptr};
      detail::check_memory(name, detail::plan_of(web, options, granted), granted);
    }
    return run(web, options, control);
  };
  algorithm.plan = [name = title.name](const Web& web, const OptionValues& values, const RankGrant& granted) {
    return detail::plan_of(web, detail::options_from<Options>(values, name), granted);
  };
  if (explain != nullptr) {
    algorithm.explain = [explain, name = title.name](const Web& web, std::span<const double> score,
                                                     std::span<const NodeId> nodes, const OptionValues& values) {
      return explain(web, score, nodes, detail::options_from<Options>(values, name));
    };
  }
  if (what_if != nullptr) {
    algorithm.what_if = [what_if, name = title.name](const Web& web, const Scores& scores,
                                                     std::span<const ArcEdit> edits, const Control& control) {
      return what_if(web, scores, edits, detail::options_from<Options>(scores.parameters, name), control);
    };
  }
  return algorithm;
}

/// PageRank and its kin.
std::vector<Algorithm> rank_rows() {
  return {
      row<PageRankOptions>({"pagerank", "pagerank/1", "share of a random surfer's visits", "pagerank.h"}, pagerank,
                           explain_pagerank, what_if_pagerank),
      row<DomainRatingOptions>({"domain-rating", "domain-rating/1",
                                "authority of domains by followed links between them, 0 to 100", "domain_rating.h"},
                               domain_rating, explain_domain_rating, what_if_domain_rating),
      row<TrustRankOptions>({"trustrank", "trustrank/1", "trust that flows from good seeds along links", "trustrank.h"},
                            trustrank, nullptr),
      row<TrustRankOptions>({"anti-trustrank", "anti-trustrank/1",
                             "distrust that flows from spam seeds to those who link to them", "trustrank.h"},
                            anti_trustrank, nullptr),
      row<SpamMassOptions>(
          {"spam-mass", "spam-mass/1", "share of PageRank that does not come from a good core", "spam_mass.h"},
          spam_mass, nullptr),
      row<TruncatedPageRankOptions>({"truncated-pagerank", "truncated-pagerank/1",
                                     "PageRank without what comes over short paths", "truncated_pagerank.h"},
                                    truncated_pagerank, nullptr),
      row<PageRankOptions>(
          {"cheirank", "cheirank/1", "PageRank of the transposed web: who links to much", "cheirank.h"}, cheirank,
          nullptr),
      row<PersonalizedPageRankOptions>({"personalized-pagerank", "personalized-pagerank/1",
                                        "PageRank from the view of one node, or of a list", "personalized_pagerank.h"},
                                       personalized_pagerank, nullptr),
      row<UrlRatingOptions>(
          {"url-rating", "url-rating/1", "authority of pages by followed links, 0 to 100", "url_rating.h"}, url_rating,
          explain_url_rating),
  };
}

std::vector<Algorithm> measure_rows() {
  return {
      row<HitsOptions>({"hits", "hits/1", "authorities that good hubs link to, and the hubs", "hits.h"}, hits, nullptr),
      row<SalsaOptions>({"salsa", "salsa/1", "where a walk back and forth along arcs is", "salsa.h"}, salsa, nullptr),
      row<KatzOptions>({"katz", "katz/1", "paths that end in a node, long ones counting less", "katz.h"}, katz,
                       nullptr),
      row<EigenvectorOptions>(
          {"eigenvector", "eigenvector/1", "as central as those who link to it, in sum", "eigenvector.h"}, eigenvector,
          nullptr),
      row<DegreesOptions>({"degrees", "degrees/1",
                           "links to each node, whom they join, and the tail of their distribution", "degrees.h"},
                          degrees, nullptr),
      row<BfsOptions>({"bfs", "bfs/1", "distances from one node; -1 where no path leads", "bfs.h"}, bfs, nullptr),
      row<ComponentsOptions>({"wcc", "wcc/1", "weakly connected components: their sizes and numbers", "components.h"},
                             wcc, nullptr),
      row<ComponentsOptions>(
          {"scc", "scc/1", "strongly connected components, and the bow tie of the web", "components.h"}, scc, nullptr),
      row<CoreNumbersOptions>(
          {"k-core", "k-core/1", "core numbers: how well linked the surroundings are", "core_numbers.h"}, core_numbers,
          nullptr),
      row<TrianglesOptions>(
          {"triangles", "triangles/1", "triangles through a node, and its clustering coefficient", "triangles.h"},
          triangles, nullptr),
      row<LabelPropagationOptions>({"label-propagation", "label-propagation/1",
                                    "communities whose nodes have most neighbours inside", "label_propagation.h"},
                                   label_propagation, nullptr),
      row<LeidenOptions>({"leiden", "leiden/1", "connected communities of high modularity", "leiden.h"}, leiden,
                         nullptr),
  };
}

std::vector<Algorithm> distance_rows() {
  return {
      row<DistanceOptions>(
          {"harmonic", "harmonic/1", "nearness to those that reach a node: sum of 1 / distance", "distances.h"},
          harmonic, nullptr),
      row<DistanceOptions>(
          {"closeness", "closeness/1", "1 / sum of distances from those that reach a node", "distances.h"}, closeness,
          nullptr),
      row<DistanceOptions>({"lin", "lin/1", "closeness times the square of how many reach a node", "distances.h"}, lin,
                           nullptr),
  };
}

/// Of algorithms whose long part keeps its state in Control::checkpoint and goes on from it.
std::vector<Algorithm> resumable(std::vector<Algorithm> rows) {
  for (Algorithm& algorithm : rows) algorithm.keeps_state = true;
  return rows;
}

std::vector<Algorithm> make_table() {
  std::vector<Algorithm> table = resumable(rank_rows());
  for (Algorithm& algorithm : measure_rows()) table.push_back(std::move(algorithm));
  for (Algorithm& algorithm : resumable(distance_rows())) table.push_back(std::move(algorithm));
  return table;
}

}  // namespace

const OptionSpec* Algorithm::find_option(std::string_view option) const {
  const auto found =
      std::find_if(options.begin(), options.end(), [&](const OptionSpec& spec) { return spec.name == option; });
  return found == options.end() ? nullptr : &*found;
}

std::string work_context(const Algorithm& algorithm, const OptionValues& values, const Web& web) {
  std::string text = fmt::format("{}\n{}\n", algorithm.definition, web.fingerprint());
  for (const auto& [name, value] : values) {
    const OptionSpec* const spec = algorithm.find_option(name);
    if (name == "max-iterations" || (spec != nullptr && spec->default_value == value)) continue;
    std::visit(
        [&, &key = name](const auto& given) {
          if constexpr (std::is_same_v<decltype(given), const std::vector<double>&>) {
            text += fmt::format("{}={}\n", key, xxh3_64(bytes_of(std::span(given))));
          } else {
            text += fmt::format("{}={}\n", key, given);
          }
        },
        value);
  }
  return text;
}

std::span<const Algorithm> algorithms() {
  static const std::vector<Algorithm> table = make_table();
  return table;
}

const Algorithm& find_algorithm(std::string_view name) {
  std::vector<std::string_view> names;
  for (const Algorithm& algorithm : algorithms()) {
    if (algorithm.name == name) return algorithm;
    names.push_back(algorithm.name);
  }
  throw ArgumentError(fmt::format("algorithm {}: expected one of {}", in_quotes(name), fmt::join(names, ", ")));
}

Scores what_if(const Web& web, const Scores& scores, std::span<const ArcEdit> edits, const Control& control) {
  std::vector<std::string_view> names;
  for (const Algorithm& algorithm : algorithms()) {
    if (!algorithm.what_if) continue;
    if (algorithm.name == scores.algorithm) return algorithm.what_if(web, scores, edits, control);
    names.push_back(algorithm.name);
  }
  throw ArgumentError(
      fmt::format("what-if: expected scores by {}, found {}", fmt::join(names, " or "),
                  scores.algorithm.empty() ? "a table that does not say which algorithm made it" : scores.algorithm));
}

}  // namespace orbweb
