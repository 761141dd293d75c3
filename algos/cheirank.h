// CheiRank: the PageRank of the transposed web. High where a node links to much, near hubs: how communicative it is.
//
// Chepelianskii, "Towards physical laws for software architecture" (2010), arXiv:1003.5455; Ermann, Frahm,
// Shepelyansky, "Google matrix analysis of directed networks", Rev. Mod. Phys. 87 (2015),
// doi:10.1103/RevModPhys.87.1261.
#pragma once

#include "algos/pagerank.h"
#include "algos/scores.h"
#include "graph/control.h"
#include "graph/web.h"

namespace orbweb {

/// cheirank/1: as pagerank/1, arcs turned round; "dangling" are the nodes that nobody links to. Cost and errors as
/// pagerank().
Scores cheirank(const Web& web, const PageRankOptions& options, const Control& control = {});

}  // namespace orbweb
