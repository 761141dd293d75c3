#include "cli/exit_code.h"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <new>

#include "database/postgres.h"

namespace orbweb {
namespace {

template <class Type>
bool is(const std::exception& error) {
  return dynamic_cast<const Type*>(&error) != nullptr;
}

Failure failure(ExitCode code, std::string kind, const std::exception& error, std::string hint = "") {
  return {static_cast<int>(code), std::move(kind), error.what(), std::move(hint)};
}

Failure cancelled(int signal) {
  const int code = signal == 0 ? static_cast<int>(ExitCode::error) : kSignalExitBase + signal;
  return {code, "cancelled", "stopped before the end; nothing was written", ""};
}

std::string io_hint(const std::exception& error) {
  const auto* const io = dynamic_cast<const IoError*>(&error);
  const int number = io == nullptr ? 0 : io->error_number();
  if (number == ENOENT || number == ENOTDIR) return "check the path; a relative one starts at the current folder";
  if (number == EACCES || number == EPERM) return "check the permissions";
  return number == ENOSPC || number == EDQUOT ? "make room on the disk and try again" : "";
}

}  // namespace

Failure failure_of(const std::exception& error, int signal) {
  if (is<Cancelled>(error)) return cancelled(signal);
  if (is<ClosedPipe>(error)) return {kSignalExitBase + SIGPIPE, "closed-pipe", "", ""};
  if (const auto* hinted = dynamic_cast<const HintedError*>(&error)) {
    return failure(ExitCode::usage, "usage", error, hinted->hint());
  }
  if (is<ArgumentError>(error)) return failure(ExitCode::usage, "usage", error);
  if (is<LoadError>(error)) return failure(ExitCode::bad_data, "bad-data", error);
  if (is<CreateError>(error)) return failure(ExitCode::cannot_create, "cannot-create", error);
  if (is<IoError>(error) || is<std::filesystem::filesystem_error>(error)) {
    return failure(ExitCode::io_error, "io", error, io_hint(error));
  }
  if (const auto* database = dynamic_cast<const DatabaseError*>(&error)) {
    const ExitCode code = database->is_temporary() ? ExitCode::retry_later : ExitCode::io_error;
    return failure(code, "database", error, database->advice());
  }
  if (is<BusyError>(error)) return failure(ExitCode::retry_later, "busy", error);
  if (is<LimitError>(error)) return failure(ExitCode::error, "limit", error);
  if (is<std::bad_alloc>(error)) {
    return {static_cast<int>(ExitCode::error), "limit", "out of memory", "a build's --dry-run says what it needs"};
  }
  return failure(ExitCode::error, "error", error);
}

}  // namespace orbweb
