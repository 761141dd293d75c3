#include "loaders/rejection.h"

namespace orbweb {

std::string_view to_string(Rejection rejection) {
  switch (rejection) {
    case Rejection::none:
      return "accepted";
    case Rejection::missing_target:
      return "a link without a target";
    case Rejection::too_many_fields:
      return "more fields than a link has";
    case Rejection::not_http:
      return "not an http or https URL";
    case Rejection::no_host:
      return "a URL without a host";
    case Rejection::invalid_host:
      return "an invalid host name or address";
    case Rejection::invalid_port:
      return "an invalid port";
    case Rejection::url_too_long:
      return "a URL over 8 KiB";
    case Rejection::line_too_long:
      return "a line over 1 MiB";
    case Rejection::not_a_number:
      return "a name in a list of numbered nodes";
    case Rejection::number_too_large:
      return "a node number that is too large";
    case Rejection::invalid_count:
      return "a link count that is not an integer from 1 to 4294967295";
    case Rejection::public_suffix:
      return "a public suffix, which is no domain";
    case Rejection::control_bytes:
      return "control bytes, not text";
  }
  return "unknown";
}

}  // namespace orbweb
