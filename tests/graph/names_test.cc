#include "graph/names.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "graph/error.h"
#include "graph/memory_file.h"
#include "graph/name_key.h"
#include "graph/names_encoder.h"
#include "graph/parallel.h"
#include "support/data.h"
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

/// Keys as they come from anywhere: shared prefixes, separators, any byte, empty to very long.
std::vector<std::string> random_keys(std::uint64_t seed, std::size_t count, std::uint64_t longest) {
  test::Random random(seed);
  const std::string alphabet = "\0\1\2ab\xff"s;
  std::vector<std::string> keys = {""};
  while (keys.size() < count) {
    const std::string& other = keys[random.below(keys.size())];
    std::string key = other.substr(0, random.below(other.size() + 1));
    const std::uint64_t length = random.below(20) == 0 ? random.below(longest) : random.below(12);
    const bool any_byte = random.below(4) == 0;
    while (key.size() < longest && key.size() < length + other.size() / 2) {
      key += any_byte ? static_cast<char>(random.next()) : alphabet[random.below(alphabet.size())];
    }
    keys.push_back(key.substr(0, longest));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

Names from_sorted(const std::vector<std::string>& keys) {
  std::vector<std::uint64_t> offsets{0};
  std::vector<char> bytes;
  for (const std::string& key : keys) {
    bytes.insert(bytes.end(), key.begin(), key.end());
    offsets.push_back(bytes.size());
  }
  return {offsets, bytes};
}

/// URLs of some sites: enough for symbols and, from 513 on, for an index of two levels.
std::vector<std::string> url_keys(std::size_t count) {
  std::vector<std::string> keys;
  for (std::size_t i = 0; i < count; ++i) {
    keys.push_back(key_from_name("http://www.site-" + std::to_string(i / 50) + ".example/articles/page-" +
                                 std::to_string(i * 7919 % 10007) + ".html?id=" + std::to_string(i)));
  }
  std::sort(keys.begin(), keys.end());
  return keys;
}

void expect_same_as_map(const Names& names, const std::vector<std::string>& keys) {
  ASSERT_EQ(names.size(), keys.size());
  names.check();
  std::map<std::string, NodeId> oracle;
  for (const std::string& key : keys) oracle.emplace(key, static_cast<NodeId>(oracle.size()));
  for (NodeId node = 0; node < keys.size(); ++node) ASSERT_EQ(names.key(node), keys[node]);
  const auto expect_place = [&](const std::string& key) {
    const auto found = oracle.lower_bound(key);
    ASSERT_EQ(names.lower_bound(key), found == oracle.end() ? keys.size() : found->second);
    const std::string name = name_from_key(key);
    const auto node = oracle.find(key_from_name(name));
    ASSERT_EQ(names.find(name), node == oracle.end() ? std::nullopt : std::optional(node->second));
    const auto [first, last] = names.subtree(name);
    const std::string host = key_from_name(name);
    const auto below = std::count_if(keys.begin(), keys.end(), [&](const std::string& each) {
      return each.starts_with(host) &&
             (each.size() == host.size() || static_cast<unsigned char>(each[host.size()]) < 2);
    });
    ASSERT_EQ(last - first, below);
  };
  for (std::size_t i = 0; i < keys.size(); i += 1 + keys.size() / 60) {
    const std::string& key = keys[i];
    expect_place(key);
    expect_place(key + '\0');
    expect_place(key + '\xff');
    if (key.empty()) continue;
    expect_place(key.substr(0, key.size() / 2));
    expect_place(key.substr(0, key.size() - 1));
    std::string other = key;
    ++other[key.size() / 2];
    expect_place(other);
  }
}

TEST(Names, AgreeWithAMapOnAnyKeys) {
  for (const std::size_t count : {0U, 1U, 2U, 15U, 16U, 17U, 32U, 33U, 512U, 513U, 3000U}) {
    expect_same_as_map(from_sorted(url_keys(count)), url_keys(count));
    const std::vector<std::string> keys = random_keys(count, count + 1, 300);
    expect_same_as_map(from_sorted(keys), keys);
  }
  const std::vector<std::string> long_keys = random_keys(1, 500, 8192);
  expect_same_as_map(from_sorted(long_keys), long_keys);
}

TEST(Names, AgreeWithAMapAcrossChunks) {
  const std::vector<std::string> keys = url_keys(2 * kKeysPerChunk + 5);
  expect_same_as_map(from_sorted(keys), keys);
}

TEST(Names, AreScannedFromAnywhere) {
  const std::vector<std::string> keys = url_keys(300);
  const Names names = from_sorted(keys);
  for (std::uint64_t first = 0; first <= keys.size(); first += 7) {
    for (std::uint64_t last = first; last <= keys.size(); last += 11) {
      std::uint64_t node = first;
      names.for_each_key(first, last, [&](std::string_view key) { ASSERT_EQ(key, keys[node++]); });
      ASSERT_EQ(node, last);
    }
  }
  EXPECT_THROW(names.for_each_key(0, 301, [](std::string_view) {}), ArgumentError);
}

TEST(Names, TakeAThirdOfTheTextOfUrls) {
  const std::vector<std::string> keys = url_keys(20000);
  std::uint64_t text = 0;
  for (const std::string& key : keys) text += key.size();
  EXPECT_LT(3 * from_sorted(keys).bytes(), text);
}

// No loss where nothing repeats: 16 random bytes a key, and a header each.
TEST(Names, TakeLittleMoreThanTextThatDoesNotCompress) {
  test::Random random(4);
  std::vector<std::string> keys(2000);
  for (std::string& key : keys) {
    for (int i = 0; i < 16; ++i) key += static_cast<char>(random.next());
  }
  std::sort(keys.begin(), keys.end());
  EXPECT_LT(from_sorted(keys).bytes(), 19 * keys.size());
}

TEST(Names, TakeAThirdOfTheTextOfRealUrls) {
  ORBWEB_DATA_OR_SKIP(path, "links/hollins-pages.txt");
  std::istringstream lines(test::read_file(path));
  std::vector<std::string> keys;
  std::string number, url;
  lines >> number >> url;
  while (lines >> number >> url) keys.push_back(key_from_name(url));
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  ASSERT_GT(keys.size(), 6000U);
  std::uint64_t text = 0;
  for (const std::string& key : keys) text += key.size();
  const Names names = from_sorted(keys);
  EXPECT_LT(3 * names.bytes(), text);
  expect_same_as_map(names, keys);
}

TEST(NamesEncoder, WritesTheSameBytesOnAnyNumberOfThreads) {
  const std::vector<std::string> keys = url_keys(3 * kKeysPerChunk + 100);
  const Names one = with_threads(1, [&] { return from_sorted(keys); });
  const Names four = with_threads(4, [&] { return from_sorted(keys); });
  EXPECT_TRUE(std::ranges::equal(one.blocks().all(), four.blocks().all()));
  EXPECT_TRUE(std::ranges::equal(one.index().all(), four.index().all()));
}

TEST(NamesEncoder, RefusesKeysThatDoNotRise) {
  const auto encode = [](const std::vector<std::string>& keys) {
    MemoryFile blocks, index;
    NamesEncoder encoder(blocks, index);
    for (const std::string& key : keys) encoder.add(key);
    encoder.finish();
  };
  EXPECT_NO_THROW(encode({"", "\x7f", "\x80", "\xff"}));
  EXPECT_THROW(encode({"", ""}), ArgumentError);
  EXPECT_THROW(encode({"b", "a"}), ArgumentError);
  EXPECT_THROW(encode({"ab", "a"}), ArgumentError);
  EXPECT_THROW(encode({"\x80", "\x7f"}), ArgumentError);
  std::vector<std::string> keys = url_keys(kKeysPerChunk + 1);
  keys.back() = keys[kKeysPerChunk - 1];  // across chunks
  EXPECT_THROW(encode(keys), ArgumentError);
  EXPECT_THROW(encode({std::string(kLongestKey + 1, 'a')}), ArgumentError);
}

/// Reads everything; answers are well formed, or LoadError says what is wrong.
void read_all(const StoredBytes& blocks, const StoredBytes& index, const std::vector<std::string>& keys) {
  const auto attempt = [](auto&& read) {
    try {
      read();
    } catch (const LoadError&) {
    }
  };
  attempt([&] {
    const Names names(blocks, index, keys.size());
    attempt([&] { names.check(); });
    attempt([&] { names.for_each_key(0, names.size(), [](std::string_view) {}); });
    for (std::size_t i = 0; i < keys.size(); i += 5) {
      attempt([&] { names.key(static_cast<NodeId>(i)); });
      attempt([&] { EXPECT_LT(names.find(name_from_key(keys[i])).value_or(0), names.size()); });
      attempt([&] {
        const auto [first, last] = names.subtree(name_from_key(keys[i]));
        EXPECT_LE(first, last);
        EXPECT_LE(last, names.size());
      });
    }
  });
}

TEST(Names, SurviveEveryFlippedBitAndEveryTruncation) {
  for (const auto& keys : {url_keys(70), random_keys(2, 70, 40)}) {
    const Names names = from_sorted(keys);
    const std::vector<char> blocks(names.blocks().all().begin(), names.blocks().all().end());
    const std::vector<char> index(names.index().all().begin(), names.index().all().end());
    for (std::size_t i = 0; i < blocks.size() + index.size(); ++i) {
      const std::size_t in_index = i - blocks.size();
      for (int bit = 0; bit < 8; ++bit) {
        std::vector<char> bad_blocks = blocks, bad_index = index;
        char& byte = i < blocks.size() ? bad_blocks[i] : bad_index[in_index];
        byte = static_cast<char>(byte ^ (1 << bit));
        read_all(StoredBytes(std::move(bad_blocks)), StoredBytes(std::move(bad_index)), keys);
      }
      std::vector<char> cut_blocks = blocks, cut_index = index;
      i < blocks.size() ? cut_blocks.resize(i) : cut_index.resize(in_index);
      read_all(StoredBytes(std::move(cut_blocks)), StoredBytes(std::move(cut_index)), keys);
    }
  }
}

TEST(Names, SurviveRandomBytes) {
  test::Random random(6);
  const std::vector<std::string> keys = url_keys(1500);
  const Names names = from_sorted(keys);
  for (int round = 0; round < 200; ++round) {
    std::vector<char> blocks(names.blocks().all().begin(), names.blocks().all().end());
    std::vector<char> index(names.index().all().begin(), names.index().all().end());
    for (std::uint64_t i = 1 + random.below(20); i > 0; --i) {
      blocks[random.below(blocks.size())] = static_cast<char>(random.next());
      index[random.below(index.size())] = static_cast<char>(random.next());
    }
    read_all(StoredBytes(std::move(blocks)), StoredBytes(std::move(index)), keys);
  }
}

TEST(Names, CheckFindsKeysThatDoNotRiseAndPathsThatLeadAstray) {
  const std::vector<std::string> keys = {"a", "b", "c"};
  const Names names = from_sorted(keys);
  std::vector<char> blocks(names.blocks().all().begin(), names.blocks().all().end());
  std::swap(blocks[blocks.size() - 1], blocks[blocks.size() - 3]);  // c before b
  EXPECT_THROW(Names(StoredBytes(blocks), names.index(), 3).check(), LoadError);

  const std::vector<std::string> many = url_keys(200);
  const Names two_levels = from_sorted(many);
  std::vector<char> index(two_levels.index().all().begin(), two_levels.index().all().end());
  index.back() = '\x7f';  // the last separator
  EXPECT_THROW(Names(two_levels.blocks(), StoredBytes(index), many.size()).check(), LoadError);
}

}  // namespace
}  // namespace orbweb
