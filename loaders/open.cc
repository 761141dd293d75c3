#include "loaders/open.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <optional>
#include <utility>

#include "graph/builder.h"
#include "graph/error.h"
#include "loaders/link_list.h"

namespace orbweb {

namespace {

std::string now_utc() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

Provenance provenance_of(const LinkListInputs& inputs, const Fold* fold, const LoadReport& report) {
  Provenance provenance;
  if (fold != nullptr) {
    provenance.fold = fold->level();
    provenance.options = fold->description();
  }
  provenance.options["tool"] = "orbweb " ORBWEB_VERSION;
  for (const std::filesystem::path& path : inputs.paths()) provenance.inputs.push_back(path.string());
  provenance.links_read = report.links;
  provenance.links_rejected = report.num_rejected();
  for (std::size_t i = 0; i < report.rejected.size(); ++i) {
    if (report.rejected[i] == 0) continue;
    provenance.rejected_by_reason[std::string(to_string(static_cast<Rejection>(i)))] = report.rejected[i];
  }
  provenance.built_at = now_utc();
  return provenance;
}

}  // namespace

std::vector<std::string> input_formats() { return {"auto", "links"}; }

void check_input_format(const std::string& format) {
  const std::vector<std::string> known = input_formats();
  if (std::find(known.begin(), known.end(), format) != known.end()) return;
  throw ArgumentError(
      fmt::format("unknown input format {}; known are {}", orbweb::quoted(format), fmt::join(known, ", ")));
}

BuildResult build_web_into(WebSink& sink, const std::vector<std::filesystem::path>& inputs, const BuildOptions& options,
                           const Control& control, FileSystem& files) {
  check_input_format(options.format);
  LinkListInputs lists(inputs, files);
  std::optional<Fold> fold;
  if (!lists.has_numbers()) fold.emplace(options.fold);
  const Fold* names = fold ? &*fold : nullptr;
  WebBuilder builder({.with_names = names != nullptr, .memory_limit = options.memory_limit}, files);
  BuildResult result;
  result.report = load_link_list(lists, names, builder, {.strict = options.strict}, control);
  builder.build_into(sink, provenance_of(lists, names, result.report), control);
  result.stats = builder.stats();
  return result;
}

BuildResult build_web(const std::vector<std::filesystem::path>& inputs, const BuildOptions& options,
                      const Control& control, FileSystem& files) {
  MemorySink sink;
  BuildResult result = build_web_into(sink, inputs, options, control, files);
  result.web = sink.take();
  return result;
}

}  // namespace orbweb
