// Threads that stay on one processor each: for a machine that computes nothing else. Where others do, the scheduler
// knows better, so it is off unless the environment variable ORBWEB_PIN_THREADS=1 asks for it.
#pragma once

namespace orbweb {

/// Whether ORBWEB_PIN_THREADS asks for it.
bool pins_threads();

/// Binds the calling thread to one of the processors that this process may use: the `index`-th, counted round. A wish:
/// where the system refuses it, the thread runs as it would without.
void pin_this_thread(int index);
/// Lets it go again.
void unpin_this_thread();

}  // namespace orbweb
