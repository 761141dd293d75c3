#include "cli/exit_code.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>
#include <new>

namespace orbweb {
namespace {

int code_of(const std::exception& error, int signal = 0) { return failure_of(error, signal).exit_code; }

TEST(ExitCode, EachErrorHasItsOwn) {
  EXPECT_EQ(code_of(ArgumentError("x")), 2);
  EXPECT_EQ(code_of(LoadError("p", "line 1", "e", "f")), 65);
  EXPECT_EQ(code_of(CreateError("x")), 73);
  EXPECT_EQ(code_of(IoError("write", "p", ENOSPC)), 74);
  EXPECT_EQ(code_of(LimitError("x")), 1);
  EXPECT_EQ(code_of(std::bad_alloc()), 1);
  EXPECT_EQ(code_of(std::runtime_error("x")), 1);
}

TEST(ExitCode, AStopCarriesItsSignal) {
  EXPECT_EQ(code_of(Cancelled(), SIGINT), 130);
  EXPECT_EQ(code_of(Cancelled(), SIGTERM), 143);
  EXPECT_EQ(failure_of(Cancelled(), SIGINT).kind, "cancelled");
}

TEST(ExitCode, AClosedPipeIsQuiet) {
  EXPECT_EQ(code_of(ClosedPipe()), 128 + SIGPIPE);
  EXPECT_EQ(failure_of(ClosedPipe(), 0).message, "");
}

TEST(ExitCode, HintsComeWithTheirError) {
  EXPECT_EQ(failure_of(HintedError("no node", "near: a.com"), 0).hint, "near: a.com");
}

}  // namespace
}  // namespace orbweb
