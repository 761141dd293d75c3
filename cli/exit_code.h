// What the program's exit status says, and the one place where errors become one.
#pragma once

#include <exception>
#include <string>

#include "graph/error.h"

namespace orbweb {

/// Scripts rely on these numbers; 65 and 73 to 75 are those of sysexits.h. A signal N that ends the work is 128 + N.
enum class ExitCode : int {
  done = 0,
  error = 1,
  usage = 2,
  quarantine = 3,     ///< done, but more of the input was refused than the threshold allows
  not_converged = 4,  ///< done, but the solver ran out of iterations
  bad_data = 65,
  cannot_create = 73,
  io_error = 74,
  retry_later = 75,
};

inline constexpr int kSignalExitBase = 128;

/// A wrong argument, with what to do instead.
class HintedError : public ArgumentError {
 public:
  HintedError(const std::string& message, std::string hint) : ArgumentError(message), hint_(std::move(hint)) {}
  const std::string& hint() const { return hint_; }

 private:
  std::string hint_;
};

/// The reader of standard output went away: no error, but nobody needs the rest.
class ClosedPipe : public std::exception {
 public:
  const char* what() const noexcept override { return "closed pipe"; }
};

/// An error as the command line shows it.
struct Failure {
  int exit_code;
  std::string
      kind;  ///< for machines: "usage", "bad-data", "cannot-create", "io", "busy", "limit", "cancelled", "error"
  std::string message;
  std::string hint;  ///< empty where the error's type alone suggests nothing
};

/// `signal` is the number of the signal that asked for a stop, 0 where none did.
Failure failure_of(const std::exception& error, int signal);

}  // namespace orbweb
