#include "loaders/npz.h"

#include <map>

#include "loaders/graph_loading.h"
#include "loaders/npy_header.h"
#include "support/graph_samples.h"

namespace orbweb::test {
namespace {

using ::testing::HasSubstr;

std::string i32(const std::vector<std::uint64_t>& numbers) { return little_endian_bytes<std::uint32_t>(numbers); }
std::string i64(const std::vector<std::uint64_t>& numbers) { return little_endian_bytes<std::uint64_t>(numbers); }

/// The arrays of a matrix; a test changes what it is about.
using Arrays = std::map<std::string, std::string>;

// 0 --> 1, 0 --> 2, 2 --> 0 of a 4 by 4 matrix, with values 1, 9 and 2.
Arrays csr() {
  return {{"indices", npy_bytes("<i4", "(3,)", i32({1, 2, 0}))},
          {"indptr", npy_bytes("<i4", "(5,)", i32({0, 2, 2, 3, 3}))},
          {"format", npy_bytes("|S3", "()", "csr")},
          {"shape", npy_bytes("<i8", "(2,)", i64({4, 4}))},
          {"data", npy_bytes("<i8", "(3,)", i64({1, 9, 2}))}};
}
Arrays coo() {
  return {{"row", npy_bytes("<i8", "(3,)", i64({0, 2, 0}))},
          {"col", npy_bytes("<i8", "(3,)", i64({1, 0, 2}))},
          {"format", npy_bytes("|S3", "()", "coo")},
          {"shape", npy_bytes("<i8", "(2,)", i64({4, 4}))},
          {"data", npy_bytes("<i8", "(3,)", i64({1, 2, 9}))}};
}
const Arcs kArcs = {"0->1:1", "0->2:9", "2->0:2"};

class Npz : public ::testing::Test {
 protected:
  BuildResult build(const std::string& bytes) const {
    BuildOptions options;
    options.memory_limit = std::uint64_t{256} << 20;
    return build_web({folder_.write("matrix.npz", bytes)}, options);
  }
  static std::string zip(const Arrays& arrays, bool packed = true) {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& [name, content] : arrays) files.emplace_back(name + ".npy", content);
    return zip_bytes(files, packed);
  }
  Arcs arcs(const Arrays& arrays) const { return arcs_of(build(zip(arrays)).web); }
  /// The message that refuses `arrays` with one of them changed.
  std::string refused(Arrays arrays, const std::string& name, const std::string& content) const {
    arrays[name] = content;
    return refused(zip(arrays));
  }
  std::string refused(const std::string& bytes) const {
    try {
      build(bytes);
      ADD_FAILURE() << "accepted";
    } catch (const LoadError& error) {
      return error.what();
    }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(Npz, ReadsRowsPackedAndStored) {
  for (const bool packed : {true, false}) {
    const Web web = build(zip(csr(), packed)).web;
    EXPECT_EQ(web.num_nodes(), 4U);
    EXPECT_EQ(arcs_of(web), kArcs);
  }
}

TEST_F(Npz, ReadsColumns) {
  Arrays arrays = csr();
  arrays["format"] = npy_bytes("<U3", "()", i32({'c', 's', 'c'}));
  EXPECT_EQ(arcs(arrays), (Arcs{"0->2:2", "1->0:1", "2->0:9"}));
}

TEST_F(Npz, ReadsCoordinates) { EXPECT_EQ(arcs(coo()), kArcs); }

TEST_F(Npz, ReadsEveryTypeOfIndexAndEveryVersion) {
  for (const int version : {1, 2, 3}) {
    Arrays arrays = csr();
    arrays["indices"] = npy_bytes("<u8", "(3,)", i64({1, 2, 0}), version);
    arrays["indptr"] = npy_bytes("|u1", "(5,)", std::string("\0\2\2\3\3", 5), version);
    EXPECT_EQ(arcs(arrays), kArcs);
    arrays["indices"] = npy_bytes(">i2", "(3,)", std::string("\0\1\0\2\0\0", 6), version);
    EXPECT_EQ(arcs(arrays), kArcs);
  }
}

TEST_F(Npz, ValuesThatAreNoIntegersSayOnlyWhetherThereIsAnArc) {
  const Arcs ones = {"0->1:1", "2->0:1"};
  Arrays arrays = csr();
  arrays["data"] = npy_bytes("<f8", "(3,)", i64({0x3ff8000000000000, 0x8000000000000000, 0xc000000000000000}));
  EXPECT_EQ(arcs(arrays), ones) << "1.5, -0.0, -2.0";
  arrays["data"] = npy_bytes("<f4", "(3,)", i32({0x3fc00000, 0, 1}));
  EXPECT_EQ(arcs(arrays), ones) << "1.5, 0.0, denormal";
  arrays["data"] = npy_bytes("|b1", "(3,)", std::string("\1\0\1", 3));
  EXPECT_EQ(arcs(arrays), ones);
  arrays["data"] = npy_bytes("<c8", "(3,)", i32({0, 0x3fc00000, 0, 0, 0x3fc00000, 0}));
  EXPECT_EQ(arcs(arrays), ones);
  arrays["data"] = npy_bytes("|i1", "(3,)", std::string("\1\0\xff", 3));
  EXPECT_EQ(arcs(arrays), ones) << "1, 0, -1";
  arrays["data"] = npy_bytes("<u8", "(3,)", i64({1, 0, UINT64_MAX}));
  EXPECT_EQ(arcs(arrays), (Arcs{"0->1:1", "2->0:4294967295"}));
}

TEST_F(Npz, NonSquareMatricesHaveNodesForBoth) {
  Arrays arrays = csr();
  arrays["shape"] = npy_bytes("<i8", "(2,)", i64({4, 9}));
  EXPECT_EQ(build(zip(arrays)).web.num_nodes(), 9U);
}

TEST_F(Npz, RefusesWhatContradictsItself) {
  EXPECT_THAT(refused(csr(), "indices", npy_bytes("<i4", "(3,)", i32({1, 4, 0}))),
              HasSubstr("matrix.npz:indices.npy: element 1: expected a number from 0 to 3, found 4"));
  EXPECT_THAT(refused(csr(), "indices", npy_bytes("<i4", "(3,)", i32({1, 0xffffffff, 0}))), HasSubstr("found -1"));
  EXPECT_THAT(refused(csr(), "indptr", npy_bytes("<i4", "(5,)", i32({1, 2, 2, 3, 3}))), HasSubstr("element 0"));
  EXPECT_THAT(refused(csr(), "indptr", npy_bytes("<i4", "(5,)", i32({0, 2, 1, 3, 3}))), HasSubstr("element 2"));
  EXPECT_THAT(refused(csr(), "indptr", npy_bytes("<i4", "(5,)", i32({0, 2, 2, 4, 4}))), HasSubstr("element 3"));
  EXPECT_THAT(refused(csr(), "indptr", npy_bytes("<i4", "(5,)", i32({0, 1, 2, 2, 2}))), HasSubstr("as last offset"));
  EXPECT_THAT(refused(csr(), "indptr", npy_bytes("<i4", "(4,)", i32({0, 2, 2, 3}))), HasSubstr("expected 5 elements"));
  EXPECT_THAT(refused(csr(), "data", npy_bytes("<i8", "(2,)", i64({1, 1}))), HasSubstr("expected 3 elements"));
  EXPECT_THAT(refused(coo(), "col", npy_bytes("<i8", "(2,)", i64({1, 1}))), HasSubstr("expected 3 elements"));
  EXPECT_THAT(refused(coo(), "row", npy_bytes("<i8", "(3,)", i64({1, 1, 4}))), HasSubstr("row.npy: element 2"));
  EXPECT_THAT(refused(coo(), "shape", npy_bytes("<i8", "(2,)", i64({0, 4}))), HasSubstr("an empty matrix"));
  EXPECT_THAT(refused(csr(), "shape", npy_bytes("<i8", "(3,)", i64({4, 4, 4}))), HasSubstr("expected 2 elements"));
  EXPECT_THAT(refused(csr(), "shape", npy_bytes("<f8", "(2,)", i64({4, 4}))), HasSubstr("expected integers"));
  EXPECT_THAT(refused(csr(), "format", npy_bytes("|S3", "()", "bsr")), HasSubstr("csr, csc or coo, found \"bsr\""));
  EXPECT_THAT(refused(csr(), "data", npy_bytes("|S8", "(3,)", i64({1, 1, 1}))), HasSubstr("expected numbers"));
  EXPECT_THAT(refused(csr(), "data", npy_bytes("<f8", "(3,)", i64({0, 0x7ff0000000000000, 0}))), HasSubstr("finite"));
}

TEST_F(Npz, RefusesArraysThatAreTooShortOrTooLong) {
  EXPECT_THAT(refused(csr(), "indices", npy_bytes("<i4", "(3,)", i32({1, 2}))), HasSubstr("the end of the array"));
  EXPECT_THAT(refused(csr(), "indices", npy_bytes("<i4", "(3,)", i32({1, 2, 0, 0}))), HasSubstr("found more"));
  EXPECT_THAT(refused(csr(), "indices", "nonsense"), HasSubstr("a NumPy array"));
  EXPECT_THAT(refused(csr(), "indices", ""), HasSubstr("a NumPy array"));
  Arrays arrays = csr();
  arrays.erase("indptr");
  EXPECT_THAT(refused(zip(arrays)), HasSubstr("no indptr.npy in the archive"));
}

TEST_F(Npz, HeadersAreNotTrusted) {
  EXPECT_THAT(refused(coo(), "shape", npy_bytes("<i8", "(2,)", i64({UINT64_MAX, 4}))),
              HasSubstr("shape.npy: element 0"));
  Arrays arrays = coo();
  arrays["shape"] = npy_bytes("<i8", "(2,)", i64({4000000000, 4}));
  EXPECT_THROW(build(zip(arrays)), LimitError);
  for (const char* name : {"row", "col", "data"}) arrays[name] = npy_bytes("<i8", "(999999999999999,)", i64({1}));
  arrays["shape"] = npy_bytes("<i8", "(2,)", i64({4, 4}));
  EXPECT_THAT(refused(zip(arrays)), HasSubstr("the end of the array"));
}

/// 2^26 equal arcs pack into less than a MiB: they are refused before they fill the memory.
TEST_F(Npz, ZipBombsAreBounded) {
  constexpr std::uint64_t kArcCount = std::uint64_t{1} << 26;
  Arrays arrays = coo();
  const std::string shape = "(" + std::to_string(kArcCount) + ",)";
  for (const char* name : {"row", "col"}) arrays[name] = npy_bytes("|u1", shape, std::string(kArcCount, '\0'));
  arrays["data"] = npy_bytes("|b1", shape, std::string(kArcCount, '\1'));
  const std::string bytes = zip(arrays);
  EXPECT_LT(bytes.size(), std::size_t{1} << 20);
  EXPECT_THROW(build(bytes), LimitError);
}

TEST_F(Npz, RefusesDamage) {
  EXPECT_THAT(refused(std::string("PK\3\4 not really")), HasSubstr("expected a zip archive"));
  const std::string good = zip(csr(), false);
  std::string bad = good;
  const std::size_t at = bad.find("csr") - 1;
  bad[at] ^= 0x20;
  EXPECT_THROW(build(bad), LoadError) << "a wrong checksum";
}

TEST(NpyHeader, IsReadAsPythonWritesIt) {
  const auto header = parse_npy_header("{'descr': '<i4', 'fortran_order': False, 'shape': (3, 4), }   \n");
  ASSERT_TRUE(header.has_value());
  EXPECT_EQ(header->kind, 'i');
  EXPECT_EQ(header->element_size, 4U);
  EXPECT_EQ(header->shape, (std::vector<std::uint64_t>{3, 4}));
  EXPECT_TRUE(parse_npy_header("{\"shape\": (3L,), \"fortran_order\": True, \"descr\": \">U7\"}").has_value());
}

TEST(NpyHeader, RefusesAllElse) {
  for (const char* text :
       {"", "{", "{}", "{'descr': '<i4'}", "{'descr': '<i4', 'shape': (3,)", "{'descr': 'O', 'shape': ()}",
        "{'descr': '|O8', 'shape': ()}", "{'descr': [('a', '<i4')], 'shape': ()}", "{'descr': '<i0', 'shape': ()}",
        "{'descr': '<i99999999999999999999', 'shape': ()}", "{'descr': '<i4', 'shape': (-1,)}",
        "{'descr': '<i4', 'shape': (99999999999999999999,)}", "{'descr': '<i4', 'shape': ()} x",
        "{'descr': '<i4', 'shape': (), 'more': 1}", "{'descr': '<i4', 'shape': 3}", "{'descr': <i4, 'shape': ()}"}) {
    EXPECT_FALSE(parse_npy_header(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace orbweb::test
