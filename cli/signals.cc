#include "cli/signals.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "graph/error.h"

namespace orbweb {
namespace {

bool is_ignored(int signal) {
  struct sigaction action {};
  return sigaction(signal, nullptr, &action) == 0 && action.sa_handler == SIG_IGN;
}

int checked(int result, const char* what) {
  if (result < 0) throw IoError("make", what, errno);
  return result;
}

/// Ends this process the way an uncaught signal does.
void die_of(int signal) {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, signal);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
  pthread_sigmask(SIG_UNBLOCK, &set, nullptr);
}

/// Work that is not asked for a stop, such as opening a pipe that nobody writes to, goes on.
void say_how_to_end() {
  constexpr std::string_view kNotice = "\r\x1b[Korbweb: stopping; once more to end at once\n";
  if (isatty(STDERR_FILENO) == 0) return;
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, kNotice.data(), kNotice.size());
}

}  // namespace

StopOnSignal::StopOnSignal() {
  std::signal(SIGPIPE, SIG_IGN);
  sigemptyset(&watched_);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    if (!is_ignored(signal)) sigaddset(&watched_, signal);
  }
  signals_ = checked(signalfd(-1, &watched_, SFD_CLOEXEC), "a signal descriptor");
  end_ = checked(eventfd(0, EFD_CLOEXEC), "an event descriptor");
  pthread_sigmask(SIG_BLOCK, &watched_, &old_mask_);
  thread_ = std::thread([this] { watch(); });
}

StopOnSignal::~StopOnSignal() {
  const std::uint64_t one = 1;
  while (write(end_, &one, sizeof one) < 0 && errno == EINTR) {
  }
  thread_.join();
  close(signals_);
  close(end_);
  pthread_sigmask(SIG_SETMASK, &old_mask_, nullptr);
}

void StopOnSignal::watch() {
  pollfd descriptors[] = {{signals_, POLLIN, 0}, {end_, POLLIN, 0}};
  while (true) {
    if (poll(descriptors, 2, -1) < 0) continue;
    if ((descriptors[1].revents & POLLIN) != 0) return;
    signalfd_siginfo info{};
    if (read(signals_, &info, sizeof info) != sizeof info) continue;
    const int signal = static_cast<int>(info.ssi_signo);
    if (stop_.stop_requested()) die_of(signal);
    signal_ = signal;
    stop_.request_stop();
    say_how_to_end();
  }
}

}  // namespace orbweb
