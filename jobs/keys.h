// Fingerprints of what a stage reads: what has the same key is not done again.
#pragma once

#include <string>
#include <vector>

#include "jobs/inputs.h"
#include "jobs/job.h"

namespace orbweb {

/// Of all that decides the web: content of the inputs in their order, format, fold with its list and overrides,
/// encoding, what share of lines may be refused, and this version of Orbweb. Reads the public suffix list.
std::string build_key(const Job& job, const std::vector<JobInput>& inputs);

/// Of all that decides a release but its date: the web, each table with its definition, options and files of values,
/// the formats.
std::string release_key(const Job& job, const std::string& web_fingerprint, FileSystem& files);

}  // namespace orbweb
