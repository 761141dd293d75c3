#include "loaders/topics.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "graph/error.h"
#include "loaders/field_splitter.h"
#include "loaders/link_list_format.h"
#include "loaders/text_lines.h"

namespace orbweb {

namespace {

class TopicsReader {
 public:
  TopicsReader(const std::filesystem::path& path, const Web& web) : lines_(path, "a name and a topic"), web_(web) {}

  std::vector<Topic> read(FileSystem& files) {
    lines_.read(files, [this](std::string_view line) { take(line); });
    if (topics_.empty()) throw LoadError(lines_.file_name(), "", "a node's name and a topic on each line", "no line");
    return std::move(topics_);
  }

 private:
  void take(std::string_view line) {
    if (is_blank_or_comment(line)) return;
    if (!splitter_.split(line, '\t') || splitter_.fields().size() < 2 || splitter_.fields().size() > 3) {
      lines_.fail("a name, a topic and perhaps a value, separated by tabs", in_quotes(line));
    }
    const auto fields = splitter_.fields();
    const std::optional<NodeId> node = web_.find(fields[0]);
    if (!node) lines_.fail("the name of a node of this web", in_quotes(fields[0]));
    const double value = fields.size() == 3 ? number_from(fields[2]) : 1;
    double& place = topic(fields[1]).preference[*node];
    if (place > 0) lines_.fail("each node once in a topic", in_quotes(fields[0]) + " again");
    place = value;
  }

  double number_from(std::string_view text) const {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_number = error == std::errc() && end == text.data() + text.size();
    if (!is_number || !std::isfinite(value) || value <= 0) lines_.fail("a number above 0", in_quotes(text));
    return value;
  }

  Topic& topic(std::string_view name) {
    constexpr std::size_t kMostTopics = 60;
    if (name.empty()) lines_.fail("a topic", "none");
    const auto known = std::find_if(topics_.begin(), topics_.end(), [&](const Topic& t) { return t.name == name; });
    if (known != topics_.end()) return *known;
    if (topics_.size() == kMostTopics) lines_.fail(fmt::format("at most {} topics", kMostTopics), "one more");
    return topics_.emplace_back(Topic{std::string(name), std::vector<double>(web_.num_nodes())});
  }

  TextLines lines_;
  const Web& web_;
  FieldSplitter splitter_;
  std::vector<Topic> topics_;
};

}  // namespace

std::vector<Topic> read_topics(const std::filesystem::path& path, const Web& web, FileSystem& files) {
  return TopicsReader(path, web).read(files);
}

}  // namespace orbweb
