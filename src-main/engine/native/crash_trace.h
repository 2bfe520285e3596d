#ifndef ADVERSARIUM_CRASH_TRACE_H_
#define ADVERSARIUM_CRASH_TRACE_H_

// What a process that dies in native code leaves behind: Node and V8 say nothing.
namespace adversarium::crash_trace {

// From here on a fault (SIGSEGV, SIGBUS, SIGILL, SIGFPE) prints the native stack of its thread on standard error, then
// ends the process as before. Once a process.
void install();

}  // namespace adversarium::crash_trace

#endif  // ADVERSARIUM_CRASH_TRACE_H_
