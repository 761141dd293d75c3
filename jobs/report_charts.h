// Drawings of the report, as SVG that takes its colours from the page.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "graph/web.h"

namespace orbweb {

/// How many nodes have which value: bars over equal steps of the value, or of its logarithm where all are positive and
/// lie three powers of ten apart; heights on a logarithmic scale. Values that are not finite are left out.
std::string distribution_chart(std::span<const double> values, const std::string& value_name);

/// Nodes by indegree (logarithmic) and value (as above): a grid whose cells are the darker the more nodes they hold.
std::string indegree_chart(const Web& web, std::span<const double> values, const std::string& value_name);

/// The certified error after each iteration, on a logarithmic scale; empty where there are fewer than two.
std::string convergence_chart(std::span<const double> bounds);

}  // namespace orbweb
