#include "jobs/report_charts.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace orbweb {

namespace {

constexpr double kWidth = 400, kHeight = 220;
constexpr double kLeft = 60, kRight = 12, kTop = 12, kBottom = 40;
constexpr double kPlotWidth = kWidth - kLeft - kRight, kPlotHeight = kHeight - kTop - kBottom;

/// The smallest and the largest finite value.
struct Range {
  double least = std::numeric_limits<double>::infinity();
  double most = -std::numeric_limits<double>::infinity();

  void add(double value) {
    if (!std::isfinite(value)) return;
    least = std::min(least, value);
    most = std::max(most, value);
  }
  bool is_empty() const { return !(least <= most); }
  /// Where `value` lies, in [0, 1]; the middle where all values are one.
  double share(double value) const { return most > least ? (value - least) / (most - least) : 0.5; }
};

/// Values as they are drawn: by their logarithm where all are positive and lie three powers of ten apart or more.
class Scale {
 public:
  explicit Scale(std::span<const double> values) {
    Range plain;
    for (const double value : values) plain.add(value);
    is_log_ = plain.least > 0 && plain.most >= 1000 * plain.least;
    range_ = {drawn(plain.least), drawn(plain.most)};
  }
  bool is_empty() const { return range_.is_empty(); }
  double share(double value) const { return range_.share(drawn(value)); }
  double value_at(double share) const {
    const double at = range_.least + share * (range_.most - range_.least);
    return is_log_ ? std::pow(10, at) : at;
  }
  std::string name_of(const std::string& what) const { return is_log_ ? what + " (logarithmic)" : what; }

 private:
  double drawn(double value) const { return is_log_ ? std::log10(value) : value; }

  bool is_log_ = false;
  Range range_;
};

std::string short_number(double value) {
  const double size = std::abs(value);
  if (size >= 1e6) return fmt::format("{:.3g} M", value / 1e6);
  if (size >= 1e3) return fmt::format("{:.3g} k", value / 1e3);
  return fmt::format("{:.3g}", value);
}

/// One drawing: a frame, labels at its ends, and what is drawn within. Texts are our own, never a stranger's.
class Chart {
 public:
  Chart(const std::string& title, const std::string& x_name, const std::string& y_name) {
    svg_ = fmt::format(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\"><title>{}</title>"
        "<path class=\"axis\" d=\"M{} {}V{}H{}\"/>"
        "<text x=\"{}\" y=\"{}\" class=\"mid\">{}</text><text x=\"4\" y=\"{}\">{}</text>",
        kWidth, kHeight, title, kLeft, kTop, kTop + kPlotHeight, kLeft + kPlotWidth, kLeft + kPlotWidth / 2,
        kHeight - 6, x_name, kTop + kPlotHeight / 2, y_name);
  }

  void label_x(double share, const std::string& text) {
    const char* const anchor = share <= 0 ? "" : share >= 1 ? " class=\"end\"" : " class=\"mid\"";
    svg_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\"{}>{}</text>", x(share), kTop + kPlotHeight + 16, anchor, text);
  }
  void label_y(double share, const std::string& text) {
    svg_ += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" class=\"end\">{}</text>", kLeft - 4, y(share) + 4, text);
  }
  void bar(double from, double to, double height, const std::string& hint) {
    svg_ += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{}</title></rect>",
                        x(from), y(height), std::max(1.0, x(to) - x(from) - 1), kPlotHeight * height, hint);
  }
  void cell(double x_from, double y_from, double width, double height, double opacity) {
    svg_ += fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\" fill-opacity=\"{:.2f}\"/>",
                        x(x_from), y(y_from + height), kPlotWidth * width, kPlotHeight * height, opacity);
  }
  void line(const std::vector<std::pair<double, double>>& points) {
    svg_ += "<polyline points=\"";
    for (const auto& [across, up] : points) svg_ += fmt::format("{:.1f},{:.1f} ", x(across), y(up));
    svg_ += "\"/>";
  }
  std::string done() { return svg_ + "</svg>"; }

 private:
  static double x(double share) { return kLeft + kPlotWidth * share; }
  static double y(double share) { return kTop + kPlotHeight * (1 - share); }

  std::string svg_;
};

std::size_t bin_of(double share, std::size_t bins) {
  return std::min(bins - 1, static_cast<std::size_t>(std::max(0.0, share) * static_cast<double>(bins)));
}

}  // namespace

std::string distribution_chart(std::span<const double> values, const std::string& value_name) {
  constexpr std::size_t kBins = 40;
  const Scale scale(values);
  if (scale.is_empty()) return "";
  std::vector<std::uint64_t> counts(kBins);
  for (const double value : values) {
    if (std::isfinite(value)) ++counts[bin_of(scale.share(value), kBins)];
  }
  const std::uint64_t most = *std::max_element(counts.begin(), counts.end());
  const double top = std::log10(static_cast<double>(most) + 1);
  Chart chart("How many nodes have which " + value_name, scale.name_of(value_name), "nodes");
  for (std::size_t bin = 0; bin < kBins; ++bin) {
    if (counts[bin] == 0) continue;
    const double from = static_cast<double>(bin) / kBins, to = static_cast<double>(bin + 1) / kBins;
    chart.bar(from, to, std::log10(static_cast<double>(counts[bin]) + 1) / top,
              fmt::format("{} nodes from {} to {}", counts[bin], short_number(scale.value_at(from)),
                          short_number(scale.value_at(to))));
  }
  chart.label_x(0, short_number(scale.value_at(0)));
  chart.label_x(1, short_number(scale.value_at(1)));
  chart.label_y(1, short_number(static_cast<double>(most)));
  return chart.done();
}

std::string indegree_chart(const Web& web, std::span<const double> values, const std::string& value_name) {
  constexpr std::size_t kColumns = 40, kRows = 24;
  const Scale scale(values);
  if (scale.is_empty()) return "";
  Range degrees;
  const auto log_degree = [&](std::uint64_t node) {
    return std::log10(static_cast<double>(web.predecessors().degree(static_cast<NodeId>(node))) + 1);
  };
  for (std::uint64_t node = 0; node < values.size(); ++node) degrees.add(log_degree(node));
  std::vector<std::uint64_t> counts(kColumns * kRows);
  for (std::uint64_t node = 0; node < values.size(); ++node) {
    if (!std::isfinite(values[node])) continue;
    ++counts[bin_of(scale.share(values[node]), kRows) * kColumns + bin_of(degrees.share(log_degree(node)), kColumns)];
  }
  const double most = std::log10(static_cast<double>(*std::max_element(counts.begin(), counts.end())) + 1);
  Chart chart("Indegree against " + value_name, "indegree (logarithmic)", value_name);
  for (std::size_t cell = 0; cell < counts.size(); ++cell) {
    if (counts[cell] == 0) continue;
    const std::size_t row = cell / kColumns;
    chart.cell(static_cast<double>(cell % kColumns) / kColumns, static_cast<double>(row) / kRows, 1.0 / kColumns,
               1.0 / kRows, 0.15 + 0.85 * std::log10(static_cast<double>(counts[cell]) + 1) / most);
  }
  chart.label_x(0, short_number(std::pow(10, degrees.least) - 1));
  chart.label_x(1, short_number(std::pow(10, degrees.most) - 1));
  chart.label_y(0, short_number(scale.value_at(0)));
  chart.label_y(1, short_number(scale.value_at(1)));
  return chart.done();
}

std::string convergence_chart(std::span<const double> bounds) {
  Range range;
  for (const double bound : bounds) {
    if (bound > 0) range.add(std::log10(bound));
  }
  if (range.is_empty() || bounds.size() < 2) return "";
  std::vector<std::pair<double, double>> points;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    if (!(bounds[i] > 0) || !std::isfinite(bounds[i])) continue;
    points.emplace_back(static_cast<double>(i) / static_cast<double>(bounds.size() - 1),
                        range.share(std::log10(bounds[i])));
  }
  Chart chart("Certified error after each iteration, in parts of the sum of all scores", "iteration", "error");
  chart.line(points);
  chart.label_x(0, "1");
  chart.label_x(1, fmt::format("{}", bounds.size()));
  chart.label_y(0, fmt::format("{:.0e}", std::pow(10, range.least)));
  chart.label_y(1, fmt::format("{:.0e}", std::pow(10, range.most)));
  return chart.done();
}

}  // namespace orbweb
