// What every verb shares while it runs: where output goes, how it is logged, progress, and the request to stop.
#pragma once

#include <fmt/format.h>

#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>
#include <string_view>

#include "cli/exit_code.h"
#include "cli/progress_bar.h"
#include "cli/streams.h"
#include "graph/control.h"
#include "graph/store.h"

namespace orbweb {

using Json = nlohmann::ordered_json;

enum class LogFormat { text, json };

class Session {
 public:
  Session(Streams streams, std::stop_token stop) : streams_(std::move(streams)), stop_(std::move(stop)) {}

  void set_log_format(LogFormat format) { log_format_ = format; }

  /// Standard output: data. Throws where it cannot be written.
  void print(std::string_view text);
  /// One object, indented; names that are no UTF-8 have their bad bytes replaced.
  void print_json(const Json& object);
  /// Columns of the terminal that standard output is; 0 where it is none.
  std::size_t out_width() const { return static_cast<std::size_t>(streams_.out_width()); }

  /// Standard error. Each erases the progress line first; texts may come from strangers.
  void summary(const std::string& text, const Json& facts);
  /// Something that happened on the way of a long job: a summary, or a warning with facts.
  void event(bool is_warning, const std::string& text, const Json& facts);
  void warning(const std::string& text, const std::string& hint = "");
  void error(const Failure& failure);

  /// How verbs open a web.
  OpenOptions& open_options() { return open_options_; }

  std::stop_token stop() const { return stop_; }
  /// To watch and stop long work. Where the solver's target is known, the progress line can tell the time left.
  Control control(double target_bound = 0);
  void end_progress() { progress_.reset(); }

  /// What to do next after a failure of a kind (Failure::kind), asked once that happened; set by the verb.
  void set_hint(const std::string& kind, std::function<std::string()> hint) { hints_[kind] = std::move(hint); }
  std::string hint_for(const std::string& kind) const;

 private:
  void log(std::string_view level, const std::string& text, const std::string& hint, const Json& facts);

  Streams streams_;
  std::stop_token stop_;
  LogFormat log_format_ = LogFormat::text;
  OpenOptions open_options_;
  std::shared_ptr<ProgressBar> progress_;
  std::map<std::string, std::function<std::string()>> hints_;
};

}  // namespace orbweb
