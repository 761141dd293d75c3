// The published vectors of the URL Standard (web-platform-tests, url/resources). docs/urls.md states the shares and
// lists every miss; these tests hold it to both.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "loaders/url.h"
#include "support/data.h"

namespace orbweb {
namespace {

using nlohmann::json;

std::string ascii(const json& text) { return text.dump(-1, ' ', true); }

std::string documentation() { return test::read_file(std::string(ORBWEB_SOURCE_DIR) + "/docs/urls.md"); }

/// The texts between backticks that begin the items of the list below a heading of docs/urls.md.
std::set<std::string> documented(const std::string& heading) {
  const std::string text = documentation();
  std::size_t position = text.find("### " + heading + "\n");
  EXPECT_NE(position, std::string::npos) << "docs/urls.md has no heading " << heading;
  const std::size_t end = std::min(text.find("\n#", position + 1), text.size());
  std::set<std::string> items;
  while ((position = text.find("\n- `", position)) < end) {
    position += 4;
    items.insert(text.substr(position, text.find("`", position) - position));
  }
  return items;
}

bool begins_with_http(std::string text) {
  text.erase(0, text.find_first_not_of(" \t\r\n"));
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text.rfind("http:", 0) == 0 || text.rfind("https:", 0) == 0;
}

bool has_scheme(const std::string& text) {
  const std::size_t colon = text.find(':');
  return colon != std::string::npos && colon > 0 && text.find_first_of("/\\?#@[. ") > colon;
}

struct Case {
  std::string input;
  std::optional<std::string> base;
  bool fails;
  std::string hostname, port, href;  ///< href without user info and fragment
};

/// The cases that an http(s) parser answers for: an http(s) URL comes out, or none does though the text says http(s) or
/// has no scheme and is relative to an http(s) URL or to nothing.
std::vector<Case> http_cases(const std::filesystem::path& path) {
  std::vector<Case> cases;
  for (const json& item : json::parse(test::read_file(path))) {
    if (!item.is_object()) continue;
    Case test_case{item["input"], std::nullopt, item.value("failure", false), "", "", ""};
    if (item["base"].is_string()) test_case.base = item["base"].get<std::string>();
    if (test_case.fails) {
      const bool relative_to_http = !test_case.base || begins_with_http(*test_case.base);
      const bool ours = begins_with_http(test_case.input) || (relative_to_http && !has_scheme(test_case.input));
      if (ours) cases.push_back(test_case);
    } else if (begins_with_http(item["protocol"])) {
      test_case.hostname = item["hostname"];
      test_case.port = item["port"];
      std::string tail = item["href"];
      tail.resize(tail.size() - item["hash"].get<std::string>().size());
      if (tail.back() == '#') tail.pop_back();
      tail.erase(0, tail.find('/', tail.find("//") + 2));
      test_case.href = item["protocol"].get<std::string>() + "//" + item["host"].get<std::string>() + tail;
      cases.push_back(test_case);
    }
  }
  return cases;
}

UrlResult parse(const Case& test_case) {
  if (!test_case.base) return parse_url(test_case.input);
  const UrlResult base = parse_url(*test_case.base);
  EXPECT_EQ(base.rejection, Rejection::none) << *test_case.base;
  return parse_url(test_case.input, &base.url);
}

struct Tally {
  int total = 0, hosts = 0, hrefs = 0;
  std::set<std::string> misses, read_as_http;
};

Tally run(const std::vector<Case>& cases) {
  Tally tally;
  for (const Case& test_case : cases) {
    const auto [rejection, url] = parse(test_case);
    const bool accepted = rejection == Rejection::none;
    const bool bare = test_case.fails && !test_case.base && !begins_with_http(test_case.input);
    if (bare) {
      if (accepted) tally.read_as_http.insert(ascii(test_case.input));
      continue;
    }
    const std::string port = url.port ? std::to_string(*url.port) : "";
    const bool host_right =
        test_case.fails ? !accepted : accepted && url.host == test_case.hostname && port == test_case.port;
    const bool href_right = test_case.fails ? !accepted : accepted && url.to_string() == test_case.href;
    ++tally.total;
    tally.hosts += host_right;
    tally.hrefs += href_right;
    if (!host_right || !href_right) tally.misses.insert(ascii(test_case.input));
  }
  return tally;
}

TEST(UrlVectors, AtLeast98PercentOfHostsAreRightAndTheDocumentationListsTheRest) {
  ORBWEB_DATA_OR_SKIP(path, "url/urltestdata.json");
  const Tally tally = run(http_cases(path));
  RecordProperty("hosts", fmt::format("{} of {}", tally.hosts, tally.total));
  EXPECT_GT(tally.total, 400);
  EXPECT_GE(tally.hosts, 0.98 * tally.total);
  EXPECT_EQ(tally.misses, documented("URLs that differ"));
  EXPECT_EQ(tally.read_as_http, documented("Texts without scheme and base that are read as http"));
  const std::string shares =
      fmt::format("hosts right in {} of {} cases, whole URLs in {}", tally.hosts, tally.total, tally.hrefs);
  EXPECT_NE(documentation().find(shares), std::string::npos) << shares;
}

TEST(UrlVectors, EveryMissOfToAsciiIsDocumented) {
  ORBWEB_DATA_OR_SKIP(path, "url/toascii.json");
  int total = 0;
  int right = 0;
  // A newer ICU knows a newer Unicode: it may get names right that the documentation lists.
  const std::set<std::string> known = documented("Names of toascii.json that differ");
  for (const json& item : json::parse(test::read_file(path))) {
    if (!item.is_object()) continue;
    const auto [rejection, url] = parse_url("http://" + item["input"].get<std::string>() + "/");
    const json found = rejection == Rejection::none ? json(url.host) : json();
    ++total;
    right += found == item["output"];
    if (found != item["output"]) {
      EXPECT_EQ(known.count(ascii(item["input"])), 1U) << ascii(item["input"]) << " gives " << found;
    }
  }
  EXPECT_GE(right, total - static_cast<int>(known.size()));
  EXPECT_GT(total, 80);
}

}  // namespace
}  // namespace orbweb
