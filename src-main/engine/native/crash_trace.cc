#include "crash_trace.h"

#ifdef __linux__

#include <execinfo.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <mutex>

namespace adversarium::crash_trace {
namespace {

constexpr std::array<int, 4> kSignals = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
constexpr int kMostFrames = 48;

// V8 turns faults of WebAssembly into JavaScript errors, so that its own handler has the last word.
std::array<struct sigaction, kSignals.size()> previous;

void print(const char *text) {
  if (write(STDERR_FILENO, text, std::strlen(text)) < 0) return;
}

void handle(int signal, siginfo_t *info, void *context) {
  void *frames[kMostFrames];
  print("Native stack at signal ");
  print(signal == SIGSEGV ? "SIGSEGV" : signal == SIGBUS ? "SIGBUS" : signal == SIGILL ? "SIGILL" : "SIGFPE");
  print(":\n");
  backtrace_symbols_fd(frames, backtrace(frames, kMostFrames), STDERR_FILENO);
  for (size_t at = 0; at < kSignals.size(); at++) {
    if (kSignals[at] != signal) continue;
    const struct sigaction &before = previous[at];
    if ((before.sa_flags & SA_SIGINFO) != 0 && before.sa_sigaction != nullptr) {
      before.sa_sigaction(signal, info, context);
    } else {
      // The instruction is run again, and ends the process.
      sigaction(signal, &before, nullptr);
    }
  }
}

}  // namespace

void install() {
  static std::once_flag once;
  std::call_once(once, [] {
    // The first call loads a library, which a handler must not.
    void *frame[1];
    backtrace(frame, 1);
    struct sigaction action = {};
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    for (size_t at = 0; at < kSignals.size(); at++) sigaction(kSignals[at], &action, &previous[at]);
  });
}

}  // namespace adversarium::crash_trace

#else

void adversarium::crash_trace::install() {}

#endif
