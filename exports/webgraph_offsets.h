// Where rows begin, as webgraph-rs maps it: BASENAME.ef.
#pragma once

#include <cstdint>
#include <vector>

#include "exports/whole_file.h"

namespace orbweb {

/// The bytes that `webgraph build ef` (webgraph-cli 0.5, webgraph 0.7, sux 0.15, epserde 0.13) writes for the same
/// offsets on a 64-bit little-endian machine: an Elias-Fano sequence whose upper bits carry sux's SelectAdaptConst, in
/// epserde's format 2.0. docs/bvgraph.md has the layout. `offsets` are n + 1 bit positions that never fall, `num_bits`
/// those of the whole file, padding included. O(n); n (2 + log2(num_bits / n)) bits of memory.
void write_webgraph_offsets(const std::vector<std::uint64_t>& offsets, std::uint64_t num_bits, WholeFile& file);

}  // namespace orbweb
