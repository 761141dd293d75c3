// All that changed, as a file for other programs.
#include "jobs/changes_table.h"

#include <gtest/gtest.h>

#include <cmath>

#include "columns/column_file.h"
#include "graph/error.h"
#include "support/data.h"

namespace orbweb {
namespace {

ScoreChanges changes_of_five() {
  ScoreChanges changes;
  changes.gained = {{"new.example", 3, 0.25}};
  changes.lost = {{"gone.example", 4, 0.125}};
  changes.up = {{"up.example", 0, 0, 2, 1, 0.5, 0.75}};
  changes.down = {{"down.example", 1, 1, 1, 2, 0.75, 0.5}};
  return changes;
}

TEST(ChangesTable, AsTextHasARowForEachChange) {
  const test::TemporaryFolder folder;
  write_changes_table(changes_of_five(), folder / "c.tsv", false);
  EXPECT_EQ(test::read_file(folder / "c.tsv"),
            "name\tchange\told_rank\tnew_rank\told\tnew\n"
            "up.example\trose\t2\t1\t0.5\t0.75\n"
            "down.example\tfell\t1\t2\t0.75\t0.5\n"
            "new.example\tnew\t0\t3\t\t0.25\n"
            "gone.example\tgone\t4\t0\t0.125\t\n");
}

TEST(ChangesTable, AsParquetHasTypedColumns) {
  if (!has_column_files()) GTEST_SKIP() << "this build has no Apache Arrow";
  const test::TemporaryFolder folder;
  write_changes_table(changes_of_five(), folder / "c.parquet", false);
  const auto reader = ColumnFileReader::open(real_file_system(), folder / "c.parquet");
  ASSERT_EQ(reader->columns().size(), 6U);
  reader->choose({0, 3, 4});
  const auto batch = reader->next();
  ASSERT_TRUE(batch);
  ASSERT_EQ(batch->num_rows, 4U);
  EXPECT_EQ(batch->columns[0].texts[3], "gone.example");
  EXPECT_EQ(batch->columns[1].integers[2], 3);
  EXPECT_EQ(batch->columns[2].numbers[3], 0.125);
  EXPECT_TRUE(std::isnan(batch->columns[2].numbers[2]));
}

TEST(ChangesTable, RefusesOtherNamesOldFilesAndControlBytes) {
  const test::TemporaryFolder folder;
  EXPECT_THROW(write_changes_table(changes_of_five(), folder / "c.txt", false), ArgumentError);
  folder.write("c.tsv", "mine");
  EXPECT_THROW(write_changes_table(changes_of_five(), folder / "c.tsv", false), CreateError);
  ScoreChanges hostile = changes_of_five();
  hostile.up[0].name = "a\tb";
  EXPECT_THROW(write_changes_table(hostile, folder / "h.tsv", false), ArgumentError);
  EXPECT_FALSE(std::filesystem::exists(folder / "h.tsv"));
  EXPECT_EQ(test::read_file(folder / "c.tsv"), "mine");
}

}  // namespace
}  // namespace orbweb
