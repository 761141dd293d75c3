// Why a line of input is not a link. Hostile or broken lines are counted by reason and quoted, never fatal
// unless the caller is strict.
#pragma once

#include <cstdint>
#include <string_view>

namespace orbweb {

enum class Rejection : std::uint8_t {
  none,
  missing_target,  ///< one field where two are needed
  too_many_fields,
  not_http,      ///< a URL of another scheme: mailto:, javascript:, ftp: ...
  no_host,       ///< a URL without a host
  invalid_host,  ///< a host that IDNA, DNS or IP syntax forbids
  invalid_port,
  url_too_long,      ///< over 8 KiB
  line_too_long,     ///< over 1 MiB
  not_a_number,      ///< a name in a list of numbered nodes
  number_too_large,  ///< a node number above what this build holds
  invalid_count,     ///< the count is not an integer from 1 to 4,294,967,295
  public_suffix,     ///< folding to domains: the host is itself a public suffix and no domain
  control_bytes,     ///< a NUL or other control byte: not text
};
inline constexpr int kNumRejections = static_cast<int>(Rejection::control_bytes) + 1;

/// A short phrase: "a URL without a host".
std::string_view to_string(Rejection rejection);

}  // namespace orbweb
