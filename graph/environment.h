// Switches that the environment decides.
#pragma once

#include <cstdlib>
#include <string_view>

namespace orbweb {

/// "0" switches off, anything else on; `unless_set` where the variable is not set or empty.
inline bool is_switched_on(const char* variable, bool unless_set) {
  const char* const value = std::getenv(variable);
  return value == nullptr || *value == '\0' ? unless_set : std::string_view(value) != "0";
}

}  // namespace orbweb
