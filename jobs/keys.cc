#include "jobs/keys.h"

#include <fmt/format.h>

#include "exports/release_manifest.h"
#include "graph/checksum.h"
#include "loaders/fold.h"

namespace orbweb {

namespace {

/// What two options' values must share to be the same.
std::string value_text(const OptionValue& value) {
  return std::visit(
      []<class T>(const T& plain) {
        if constexpr (std::is_same_v<T, std::vector<double>>) {
          return hash_of_shares(plain);
        } else {
          return fmt::format("{}", plain);
        }
      },
      value);
}

class Key {
 public:
  Key& add(std::string_view text) {
    fingerprint_.add(bytes_of(text));
    return *this;
  }
  std::string hex() const { return fingerprint_.hex(); }

 private:
  Fingerprint fingerprint_;
};

}  // namespace

std::string build_key(const Job& job, const std::vector<JobInput>& inputs) {
  Key key;
  key.add("orbweb " ORBWEB_VERSION)
      .add(fmt::format("{}", job.quarantine_threshold))
      .add(job.build.format)
      .add(job.build.strict ? "strict" : "")
      .add(job.encoding);
  key.add(to_string(job.build.fold.level));
  for (const auto& [name, value] : Fold(job.build.fold).description()) key.add(name).add(value);
  for (const JobInput& input : inputs) key.add(input.path.filename().string()).add(input.hash);
  return key.hex();
}

std::string release_key(const Job& job, const std::string& web_fingerprint, FileSystem& files) {
  Key key;
  key.add("orbweb " ORBWEB_VERSION).add(job.name).add(web_fingerprint);
  for (const ScoresJob& scores : job.scores) {
    const Algorithm& algorithm = find_algorithm(scores.algorithm);
    key.add(scores.name).add(algorithm.definition);
    for (const auto& [name, value] : scores.options) key.add(name).add(value_text(value));
    for (const auto& [name, file] : scores.vectors) key.add(name).add(measure_file(files, file).sha256);
  }
  for (const std::string& format : job.formats) key.add(format);
  key.add(job.report ? "report" : "");
  return key.hex();
}

}  // namespace orbweb
