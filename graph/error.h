// What can go wrong, as types: each carries the facts that its message is made of. The library throws; the command line
// turns each type into one line and an exit code (cli/exit_code.h).
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>

namespace orbweb {

/// Base of every error that Orbweb throws on purpose.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// An argument outside its range or in contradiction to another. Checked once, at the public entry.
class ArgumentError : public Error {
 public:
  using Error::Error;
};

/// Data that is not what it should be: a malformed input, a damaged web. The message reads
/// "PATH:PLACE: expected EXPECTED, found FOUND"; PLACE is "line 12" or "byte 4096", or empty for the whole file.
class LoadError : public Error {
 public:
  LoadError(std::string path, std::string place, std::string expected, std::string found);

  const std::string& path() const { return path_; }
  const std::string& place() const { return place_; }
  const std::string& expected() const { return expected_; }
  const std::string& found() const { return found_; }

 private:
  std::string path_, place_, expected_, found_;
};

/// The operating system refused an operation on a file that exists, or the disk is full.
class IoError : public Error {
 public:
  /// `operation` is a verb as in "cannot write PATH: No space left on device".
  IoError(const std::string& operation, const std::string& path, int error_number);
  int error_number() const { return error_number_; }

 private:
  int error_number_;
};

/// An output cannot be created: it exists, or its folder does not or may not be written.
class CreateError : public Error {
 public:
  using Error::Error;
};

/// A job would need more memory than its owner granted, or more than the machine's types can hold.
class LimitError : public Error {
 public:
  using Error::Error;
};

/// Something else holds what this needs, for now: trying again later may work.
class BusyError : public Error {
 public:
  using Error::Error;
};

/// The caller asked for the work to stop (Control::stop).
class Cancelled : public Error {
 public:
  Cancelled() : Error("cancelled") {}
};

/// A short, printable form of bytes that came from outside, for messages: control and non-ASCII bytes as \xNN,
/// at most `max_length` bytes of it.
std::string in_quotes(std::string_view bytes, std::size_t max_length = 60);

}  // namespace orbweb
