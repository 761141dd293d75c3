// Compressed data for tests, made by each format's own library.
#pragma once

#include <string>
#include <string_view>

#include "loaders/decompress.h"

namespace orbweb::test {

/// One member (gzip), frame (zstd, with a checksum) or stream (bzip2, xz).
std::string compress(Compression compression, std::string_view text);

}  // namespace orbweb::test
