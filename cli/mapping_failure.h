// What happens when a mapped file is shortened, or its storage fails, while it is being read: the kernel sends SIGBUS.
#pragma once

namespace orbweb {

/// From here on that is one line on standard error which names the file, and exit code 74, in place of a core dump.
void report_mapping_failures();

}  // namespace orbweb
