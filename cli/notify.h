// Tells another program how a job ended.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace orbweb {

/// Runs `command` (a program, looked for in PATH, and its arguments; no shell) with `variables` added to the
/// environment, its output on standard error, and waits for it. Returns what went wrong; empty where it ended with 0.
std::string run_notification(const std::vector<std::string>& command,
                             const std::vector<std::pair<std::string, std::string>>& variables);

}  // namespace orbweb
