// What depends on a terminal and on signals.
#include <fcntl.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "cli/program.h"

namespace orbweb::test {
namespace {

using namespace std::chrono_literals;

constexpr const char* kManyLinks = "for ((i = 0; i < 30000; ++i)); do echo \"a$i.com b$((i % 77)).org\"; done";

class Terminal : public ProgramTest {
 protected:
  /// All that bash with `script` writes to a terminal of 80 columns, in this test's folder.
  std::string on_terminal(const std::string& script) const {
    winsize size{};
    size.ws_row = 24;
    size.ws_col = 80;
    int master = -1;
    const pid_t child = forkpty(&master, nullptr, nullptr, &size);
    if (child == 0) exec_bash(script);
    std::string text;
    char buffer[4096];
    for (ssize_t got = 0; (got = read(master, buffer, sizeof buffer)) > 0;)
      text.append(buffer, static_cast<std::size_t>(got));
    close(master);
    waitpid(child, nullptr, 0);
    return text;
  }

 private:
  [[noreturn]] void exec_bash(const std::string& script) const {
    setenv("TERM", "xterm", 1);
    unsetenv("NO_COLOR");
    const std::string program = std::string("orbweb() { '") + ORBWEB_PROGRAM + "' \"$@\"; }\n";
    if (chdir(path("").c_str()) == 0) execlp("bash", "bash", "--norc", "-c", (program + script).c_str(), nullptr);
    _exit(127);
  }
};

class Signals : public ProgramTest {
 protected:
  /// Exit status of a build that `signal` reaches while it waits for the second half of its input.
  int status_after(int signal) const {
    const std::string fifo = path("slow.tsv").string();
    if (mkfifo(fifo.c_str(), 0600) != 0) return -1;
    const pid_t child = fork();
    if (child == 0) {
      const int null = open("/dev/null", O_RDWR);
      dup2(null, STDERR_FILENO);
      execl(ORBWEB_PROGRAM, ORBWEB_PROGRAM, "build", fifo.c_str(), "-o", path("my.web").c_str(), nullptr);
      _exit(127);
    }
    const auto old_action = std::signal(SIGPIPE, SIG_IGN);  // the reader may be gone
    const int writer = open(fifo.c_str(), O_WRONLY | O_CLOEXEC);
    send(writer);
    std::this_thread::sleep_for(300ms);
    kill(child, signal);
    std::this_thread::sleep_for(100ms);
    send(writer);
    close(writer);
    std::signal(SIGPIPE, old_action);
    int status = 0;
    waitpid(child, &status, 0);
    std::filesystem::remove(fifo);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  /// The same of a build that waits for a standard input that says nothing after `first`, and goes on saying nothing.
  int status_after_on_silent_input(int signal, const std::string& first) const {
    int input[2];
    if (pipe2(input, O_CLOEXEC) != 0) return -1;
    const pid_t child = fork();
    if (child == 0) {
      dup2(input[0], STDIN_FILENO);
      const int null = open("/dev/null", O_RDWR);
      dup2(null, STDERR_FILENO);
      execl(ORBWEB_PROGRAM, ORBWEB_PROGRAM, "build", "-", "-o", path("my.web").c_str(), nullptr);
      _exit(127);
    }
    close(input[0]);
    EXPECT_EQ(::write(input[1], first.data(), first.size()), static_cast<ssize_t>(first.size()));
    wait_until_signals_are_watched(child);
    std::this_thread::sleep_for(300ms);
    kill(child, signal);
    int status = 0;
    pid_t ended = 0;
    for (int i = 0; i < 100 && ended == 0; ++i) {
      std::this_thread::sleep_for(100ms);
      ended = waitpid(child, &status, WNOHANG);
    }
    if (ended == 0) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
    }
    close(input[1]);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

 private:
  /// The program blocks the signals that it waits for: before that, one would just end it.
  static void wait_until_signals_are_watched(pid_t child) {
    for (int i = 0; i < 600; ++i, std::this_thread::sleep_for(50ms)) {
      std::ifstream status("/proc/" + std::to_string(child) + "/status");
      for (std::string line; std::getline(status, line);) {
        if (line.starts_with("SigBlk:") && line.find_first_of("123456789abcdef", 7) != std::string::npos) return;
      }
    }
  }

  static void send(int writer) {
    for (int i = 0; i < 20'000; ++i) {
      const std::string line = "a" + std::to_string(i) + ".com\tb.org\n";
      if (::write(writer, line.data(), line.size()) < 0) return;
    }
  }
};

TEST_F(Terminal, LongWorkShowsALineThatIsErased) {
  const std::string text =
      on_terminal(std::string("(") + kManyLinks + "; sleep 3; " + kManyLinks + ") | orbweb build - -o my.web");
  EXPECT_NE(text.find("\rreading links"), std::string::npos) << text;
  const std::size_t erased = text.rfind("\r\x1b[K");
  ASSERT_NE(erased, std::string::npos) << text;
  EXPECT_EQ(text.find("orbweb: my.web: ", erased), erased + 4) << text.substr(erased);
}

TEST_F(Terminal, ShortWorkShowsNoLine) {
  const std::string text = on_terminal("orbweb build links.tsv -o my.web --fold domain");
  EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
}

TEST_F(Terminal, PipesStayQuiet) {
  const std::string text = on_terminal(std::string("(") + kManyLinks + "; sleep 3; " + kManyLinks +
                                       ") | orbweb build - -o my.web 2> err; cat -v err");
  EXPECT_EQ(text.find("reading links"), std::string::npos) << text;
  EXPECT_EQ(text.find("^["), std::string::npos) << text;
  EXPECT_EQ(text.find("orbweb: my.web: "), 0U) << text;
}

TEST_F(Terminal, ErrorsAreColouredUnlessNoColorIsSet) {
  EXPECT_NE(on_terminal("orbweb info nowhere").find("\x1b[1;31merror: \x1b[0m"), std::string::npos);
  EXPECT_EQ(on_terminal("NO_COLOR=1 orbweb info nowhere").find('\x1b'), std::string::npos);
}

TEST_F(Terminal, LongNamesAreCutToItsWidth) {
  write("long.tsv", std::string("https://a.com/") + std::string(300, 'x') + "\thttps://b.org/\n");
  const std::string text =
      on_terminal("orbweb build long.tsv -o my.web --fold page 2> err; orbweb rank my.web pagerank 2> err");
  EXPECT_NE(text.find("https://a.com/xxx"), std::string::npos) << text;
  EXPECT_NE(text.find("\xE2\x80\xA6"), std::string::npos) << text;
  for (std::size_t start = 0, end = 0; (end = text.find('\n', start)) != std::string::npos; start = end + 1) {
    EXPECT_LE(end - start, 80U + 3U) << "80 columns, two more bytes of the ellipsis, a carriage return";
  }
}

TEST_F(Signals, InterruptAndTerminationStopTheWork) {
  const std::vector<std::string> before = files();
  EXPECT_EQ(status_after(SIGINT), 130);
  EXPECT_EQ(status_after(SIGTERM), 143);
  EXPECT_EQ(files(), before) << "nothing is left";
}

TEST_F(Signals, OneIsEnoughWhereStandardInputIsSilent) {
  const std::vector<std::string> before = files();
  EXPECT_EQ(status_after_on_silent_input(SIGINT, ""), 130);
  EXPECT_EQ(status_after_on_silent_input(SIGTERM, "a.com\tb.org\n"), 143);
  std::string much;
  for (int i = 0; i < 4000; ++i) much += "a.com\tb.org\n";
  EXPECT_EQ(status_after_on_silent_input(SIGINT, much), 130);
  EXPECT_EQ(files(), before) << "nothing is left";
}

TEST_F(Signals, TheSecondEndsAtOnce) {
  const Outcome outcome = run_bash(
      "mkfifo fifo  # nobody writes to it: opening it waits, whatever is asked for\n"
      "orbweb build fifo -o my.web & t=$!\n"
      "until grep -q '^SigBlk:.*[1-9a-f]' /proc/$t/status; do sleep 0.05; done\n"
      "sleep 0.2; kill -TERM $t; sleep 0.2; kill -TERM $t; wait $t; echo $?");
  EXPECT_EQ(outcome.out, "143\n") << outcome.err;
}

}  // namespace
}  // namespace orbweb::test
