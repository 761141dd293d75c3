#include "cli/session.h"

#include "cli/safe_text.h"

namespace orbweb {
namespace {

std::string dump(const Json& json, int indent) { return json.dump(indent, ' ', false, Json::error_handler_t::replace); }

std::string painted(std::string_view text, std::string_view color, bool on) {
  return on ? fmt::format("\x1b[{}m{}\x1b[0m", color, text) : std::string(text);
}

}  // namespace

void Session::print(std::string_view text) {
  end_progress();
  streams_.out(text);
}

void Session::print_json(const Json& object) { print(dump(object, 2) + '\n'); }

void Session::log(std::string_view level, const std::string& text, const std::string& hint, const Json& facts) {
  end_progress();
  if (log_format_ == LogFormat::json) {
    Json line = {{"level", level}, {"message", text}};
    if (!hint.empty()) line["hint"] = hint;
    line.update(facts);
    return streams_.err(dump(line, -1) + '\n');
  }
  const std::string label = level == "info" ? "" : painted(fmt::format("{}: ", level), "1;31", streams_.color);
  std::string lines = fmt::format("orbweb: {}{}\n", label, safe_text(text));
  if (!hint.empty()) lines += fmt::format("  hint: {}\n", safe_text(hint));
  streams_.err(lines);
}

void Session::summary(const std::string& text, const Json& facts) { log("info", text, "", facts); }

void Session::event(bool is_warning, const std::string& text, const Json& facts) {
  log(is_warning ? "warning" : "info", text, "", facts);
}

void Session::warning(const std::string& text, const std::string& hint) { log("warning", text, hint, Json::object()); }

void Session::error(const Failure& failure) {
  log("error", failure.message, failure.hint, {{"kind", failure.kind}, {"exit_code", failure.exit_code}});
}

Control Session::control(double target_bound) {
  if (streams_.err_width() == 0) return {.report = {}, .stop = stop_};
  progress_ = std::make_shared<ProgressBar>(streams_);
  progress_->set_target_bound(target_bound);
  return {.report =
              [bar = std::weak_ptr(progress_)](const Progress& progress) {
                if (const auto alive = bar.lock()) alive->report(progress);
              },
          .stop = stop_};
}

std::string Session::hint_for(const std::string& kind) const {
  const auto hint = hints_.find(kind);
  return hint == hints_.end() ? "" : hint->second();
}

}  // namespace orbweb
