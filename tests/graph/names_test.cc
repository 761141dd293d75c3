#include "graph/names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "graph/error.h"
#include "graph/name_key.h"
#include "graph/name_table.h"
#include "support/random_graph.h"

namespace orbweb {
namespace {

using namespace std::string_literals;

Names names_of(std::vector<std::string> texts) {
  for (std::string& text : texts) text = key_from_name(text);
  std::sort(texts.begin(), texts.end());
  std::vector<std::uint64_t> offsets{0};
  std::vector<char> keys;
  for (const std::string& key : texts) {
    keys.insert(keys.end(), key.begin(), key.end());
    offsets.push_back(keys.size());
  }
  return {offsets, keys};
}

std::vector<std::string> in_order(const Names& names) {
  std::vector<std::string> texts;
  for (NodeId node = 0; node < names.size(); ++node) texts.push_back(names.name(node));
  return texts;
}

TEST(NameKey, ReversesTheLabelsOfHosts) {
  EXPECT_EQ(key_from_name("www.example.com"),
            "com\x01"
            "example\x01"
            "www");
  EXPECT_EQ(key_from_name("localhost"), "localhost");
  EXPECT_EQ(key_from_name("example.com:8080"),
            "com\x01"
            "example\0:8080"s);
}

TEST(NameKey, KeepsIpAddressesWhole) {
  EXPECT_EQ(key_from_name("192.0.2.1"), "192.0.2.1");
  EXPECT_EQ(key_from_name("[2001:db8::1]"), "[2001:db8::1]");
  EXPECT_EQ(key_from_name("[2001:db8::1]:80"), "[2001:db8::1]\0:80"s);
}

TEST(NameKey, PutsThePathAfterTheHostAndTheSchemeLast) {
  EXPECT_EQ(key_from_name("https://a.com/x?y"),
            "com\x01"
            "a\0/x?y\0https"s);
  EXPECT_EQ(key_from_name("http://a.com:81/"),
            "com\x01"
            "a\0:81/\0http"s);
}

TEST(NameKey, IsUndoneByNameFromKey) {
  for (const char* name :
       {"", "a", "a.b", ".", "a.", ".a", "1.", "1.2", "[::1]", "[::1]:8", "a.b:1", "http://a/", "://", "x://",
        "https://www.example.com:8443/a/b.c?d=e://f", "http://[::1]/x.y", "a..b", ":", "a:"}) {
    EXPECT_EQ(name_from_key(key_from_name(name)), name);
  }
  test::Random random(3);
  const std::string alphabet = "ab1.:/[]?-";
  for (int i = 0; i < 20000; ++i) {
    std::string name;
    for (std::uint64_t length = random.below(14); length > 0; --length) name += alphabet[random.below(alphabet.size())];
    EXPECT_EQ(name_from_key(key_from_name(name)), name);
  }
}

TEST(Names, ADomainItsPagesAndItsSubdomainsAreNeighbours) {
  const Names names = names_of({"example.com", "example-a.com", "www.example.com", "a.example.com", "examples.com",
                                "http://example.com/", "http://example.com/z", "http://www.example.com/"});
  EXPECT_EQ(in_order(names),
            (std::vector<std::string>{"example.com", "http://example.com/", "http://example.com/z", "a.example.com",
                                      "www.example.com", "http://www.example.com/", "example-a.com", "examples.com"}));
}

TEST(Names, SubtreeIsEverythingAtOrBelowAHost) {
  const Names names = names_of({"example.com", "example-a.com", "www.example.com", "b.www.example.com", "examples.com",
                                "com", "http://example.com/"});
  const auto [first, last] = names.subtree("example.com");
  std::vector<std::string> below;
  for (NodeId node = first; node < last; ++node) below.push_back(names.name(node));
  EXPECT_EQ(below,
            (std::vector<std::string>{"example.com", "http://example.com/", "www.example.com", "b.www.example.com"}));
  const auto nothing = names.subtree("example.org");
  EXPECT_EQ(nothing.first, nothing.second);
  EXPECT_EQ(names.subtree("com").second - names.subtree("com").first, names.size());
}

TEST(Names, FindsEachNameAndNoOther) {
  const Names names = names_of({"a.com", "b.com", "c.org", "192.0.2.1", "http://a.com/x"});
  for (NodeId node = 0; node < names.size(); ++node) EXPECT_EQ(names.find(names.name(node)), node);
  for (const char* missing : {"", "com", "aa.com", "a.co", "http://a.com/", "https://a.com/x", "zzz"}) {
    EXPECT_EQ(names.find(missing), std::nullopt) << missing;
  }
  EXPECT_EQ(Names().find("a"), std::nullopt);
}

TEST(Names, RefusesMalformedParts) {
  EXPECT_THROW(Names({}, {}), ArgumentError);
  EXPECT_THROW(Names({0, 2}, {'a'}), ArgumentError);
  EXPECT_THROW(Names({0, 2, 1, 2}, {'a', 'b'}), ArgumentError);
  EXPECT_THROW(Names({0, 1, 2}, {'b', 'a'}), ArgumentError);  // not sorted
  EXPECT_THROW(Names({0, 1, 2}, {'a', 'a'}), ArgumentError);  // not distinct
}

TEST(NameTable, NumbersDistinctTextsAsTheyCome) {
  NameTable table;
  std::map<std::string, std::uint32_t> expected;
  test::Random random(5);
  for (int i = 0; i < 50000; ++i) {
    const std::string text = std::to_string(random.below(9000));
    const auto number = static_cast<std::uint32_t>(expected.size());
    const auto [entry, is_new] = expected.emplace(text, number);
    EXPECT_EQ(table.insert(text, std::hash<std::string>()(text)), entry->second);
  }
  ASSERT_EQ(table.size(), expected.size());
  for (const auto& [text, number] : expected) EXPECT_EQ(table[number], text);
}

TEST(NameTable, KeepsTextsApartWhoseHashesAreEqual) {
  NameTable table;
  for (std::uint32_t i = 0; i < 100; ++i) EXPECT_EQ(table.insert(std::to_string(i), 42), i);
  for (std::uint32_t i = 0; i < 100; ++i) EXPECT_EQ(table.insert(std::to_string(i), 42), i);
}

}  // namespace
}  // namespace orbweb
