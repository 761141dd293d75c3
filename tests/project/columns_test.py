"""Parquet and Arrow files against pyarrow: what it writes is read, what orbweb writes it reads. columns_test.py PROGRAM"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import pyarrow as pa
import pyarrow.ipc
import pyarrow.parquet as pq

PROGRAM = sys.argv.pop(1) if len(sys.argv) > 1 else "orbweb"
SOURCES = ["a.com", "https://b.org/x", "a.com", "d.io", None, "b.org"]
TARGETS = ["b.org", "a.com", "d.io", "a.com", "a.com", "mailto:x"]
RELS = [None, "nofollow", "", "ugc nofollow", None, None]
COUNTS = [1, 2, None, 3, 1, 1]


class Columns(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def orbweb(self, *arguments: object) -> str:
        run = subprocess.run([PROGRAM, *map(str, arguments)], text=True, capture_output=True, check=False, cwd=self.root)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run.stdout

    def build(self, name: str, *inputs: object) -> dict[str, object]:
        build = json.loads(self.orbweb("build", *inputs, "-o", name, "--fold", "domain", "--quarantine-threshold", 1, "--json"))
        return {key: build[key] for key in ("fingerprint", "links", "lines")} | {"by": build["rejected"]["by_reason"]}

    def links(self, text: pa.DataType, count: pa.DataType) -> pa.Table:
        strings = [pa.array(values, pa.string()).cast(text) for values in (SOURCES, TARGETS, RELS)]
        extra = pa.array([{"x": 1}] * len(SOURCES))
        return pa.table({"extra": extra, "from": strings[0], "to": strings[1], "rel": strings[2],
                         "links": pa.array(COUNTS, count)})

    def expected(self) -> dict[str, object]:
        rows = ["\t".join(str(cell if cell is not None else "") for cell in row)
                for row in zip(SOURCES, TARGETS, RELS, COUNTS)]
        (self.root / "links.tsv").write_text("source\ttarget\trel\tcount\n" + "\n".join(rows) + "\n", encoding="utf-8")
        return self.build("text.web", "links.tsv")

    def test_links_of_every_layout_are_read(self) -> None:
        expected = self.expected()
        texts = (pa.string(), pa.large_string(), pa.binary(), pa.dictionary(pa.int32(), pa.string()), pa.string_view())
        counts = (pa.int8(), pa.uint16(), pa.int32(), pa.uint64(), pa.int64())
        for number, (text, count) in enumerate(zip(texts, counts)):
            with self.subTest(text=str(text), count=str(count)):
                table = self.links(text, count)
                with pa.ipc.new_file(str(self.root / "links.arrow"), table.schema) as writer:
                    writer.write_table(table, max_chunksize=2)
                self.assertEqual(self.build(f"a{number}.web", "links.arrow"), expected)
                if text == pa.string_view():
                    continue
                pq.write_table(table, self.root / "links.parquet", row_group_size=4,
                               compression=["none", "snappy", "gzip", "zstd"][number % 4],
                               data_page_version=["1.0", "2.0"][number % 2])
                self.assertEqual(self.build(f"p{number}.web", "links.parquet"), expected)

    def test_one_batch_of_an_arrow_file_may_be_large(self) -> None:
        rows = 200_000
        words = pa.array([f"host{i}.com" for i in range(1000)])
        sources = pa.DictionaryArray.from_arrays(pa.array([i % 1000 for i in range(rows)], pa.int32()), words)
        targets = pa.array([f"host{i * 7 % 5000}.com" for i in range(rows)])
        table = pa.table({"source": sources, "target": targets})
        with pa.ipc.new_file(str(self.root / "large.arrow"), table.schema) as writer:
            writer.write_table(table)
        text = "".join(f"{source}\t{target}\n" for source, target in zip(sources.to_pylist(), targets.to_pylist()))
        (self.root / "large.tsv").write_text(text, encoding="utf-8")
        self.assertEqual(self.build("large.web", "large.arrow"), self.build("text.web", "large.tsv"))

    def write(self, table: pa.Table, name: str, **options: object) -> Path:
        """As Parquet or Arrow, by the name."""
        path = self.root / name
        if path.suffix == ".parquet":
            pq.write_table(table, path, **options)
            return path
        with pa.ipc.new_file(str(path), table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
            writer.write_table(table)
        return path

    def fails(self, *arguments: object) -> tuple[int, str]:
        run = subprocess.run([PROGRAM, *map(str, arguments)], text=True, capture_output=True, check=False, cwd=self.root)
        self.assertNotEqual(run.returncode, 0, run.stdout)
        return run.returncode, run.stderr

    def test_text_that_is_no_utf8_is_what_it_is_in_a_link_list(self) -> None:
        sources = [b"a.com", b"caf\xe9.com", b"http://a.com/caf\xe9", b"b.org"]
        targets = [b"b.org", b"a.com", b"c.net", b"\xff\xfe"]
        (self.root / "links.tsv").write_bytes(b"".join(s + b"\t" + t + b"\n" for s, t in zip(sources, targets)))
        expected = self.build("text.web", "links.tsv")
        self.assertEqual(expected["by"], {"an invalid host name or address": 2})

        def strings(values: list[bytes], text: pa.DataType) -> pa.Array:
            if pa.types.is_dictionary(text):
                indices = pa.array(range(len(values)), text.index_type)
                return pa.DictionaryArray.from_arrays(indices, strings(values, text.value_type), safe=False)
            of_bytes = {pa.string(): pa.binary(), pa.large_string(): pa.large_binary(), pa.string_view(): pa.binary_view()}
            return pa.Array.from_buffers(text, len(values), pa.array(values, of_bytes[text]).buffers())

        texts = (pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int8(), pa.string()))
        for number, text in enumerate(texts):
            table = pa.table({"source": strings(sources, text), "target": strings(targets, text)})
            for end in ("arrow", "parquet"):
                if end == "parquet" and text not in (pa.string(), pa.large_string()):
                    continue
                with self.subTest(text=str(text), end=end):
                    self.write(table, f"links.{end}")
                    self.assertEqual(self.build(f"{end}{number}.web", f"links.{end}"), expected)

    def test_refused_rows_are_said_to_be_rows(self) -> None:
        self.write(pa.table({"source": ["a.com", "javascript:1"], "target": ["b.org", "b.org"]}), "links.parquet")
        status, said = self.fails("build", "links.parquet", "-o", "my.web", "--fold", "domain")
        self.assertEqual(status, 3)
        self.assertIn('refused 1 row: not an http or https URL, such as links.parquet: row 2 "javascript:1\\x09b.org"', said)
        self.assertIn("50.0% of the rows are no links", said)
        self.assertNotIn("line", said.replace("Domain", ""))

    def test_columns_that_are_not_needed_take_no_memory(self) -> None:
        rows = 100
        table = pa.table({"views": pa.array(["x" * 1_000_000] * rows, pa.string_view()), "source": ["a.com"] * rows,
                          "pages": ["x" * 1_000_000] * rows, "target": ["b.org"] * rows, "more": [["x"]] * rows})
        self.write(table, "wide.arrow", compression="zstd")
        self.write(table.drop_columns(["views"]), "wide.parquet")
        for end in ("arrow", "parquet"):
            self.orbweb("build", f"wide.{end}", "-o", f"{end}.web", "--memory", "128M")

    def test_memory_is_what_was_granted(self) -> None:
        texts = pa.array([f"https://a{i % 999}.com/" + "x" * 400 for i in range(20_000)])
        table = pa.table({"source": texts, "target": texts})
        schema = table.schema
        with pa.ipc.new_file(str(self.root / "links.arrow"), schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as file:
            for _ in range(40):
                file.write_table(table)
        pq.write_table(pa.concat_tables([table] * 40), self.root / "links.parquet")
        measured = "import resource,subprocess,sys; subprocess.run(sys.argv[1:], check=True, capture_output=True); " \
                   "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        for end in ("arrow", "parquet"):
            run = subprocess.run([sys.executable, "-c", measured, PROGRAM, "build", f"links.{end}", "-o", f"{end}.web",
                                  "--memory", "128M"], text=True, capture_output=True, check=True, cwd=self.root)
            # The limit, 64 MB beside it, and the program with its libraries.
            self.assertLess(int(run.stdout) >> 10, 128 + 64 + 96, end)
        pa_batch = pa.concat_tables([table] * 10).combine_chunks()
        self.write(pa_batch, "large.arrow", compression="zstd")
        status, said = self.fails("build", "large.arrow", "-o", "large.web", "--memory", "128M")
        self.assertEqual(status, 1)
        self.assertIn("large.arrow: reading it takes more memory than the 32 MB granted; write it again in smaller record", said)

    def test_a_partitioned_dataset_is_one_input(self) -> None:
        expected = self.expected()
        table = self.links(pa.string(), pa.int32()).append_column("day", pa.array([1, 1, 2, 2, 2, 3]))
        pq.write_to_dataset(table, self.root / "links", partition_cols=["day"])
        self.assertEqual(self.build("parts.web", "links"), expected)

    def test_ids_are_nodes(self) -> None:
        (self.root / "ids.tsv").write_text("0\t3\n3\t1\n", encoding="utf-8")
        expected = self.build("ids.web", "ids.tsv")
        pq.write_table(pa.table({"src": pa.array([0, 3], pa.uint32()), "dst": pa.array([3, 1], pa.uint32())}),
                       self.root / "ids.parquet")
        self.assertEqual(self.build("ids2.web", "ids.parquet"), expected)

    def test_tables_of_arcs_and_nodes_are_the_web(self) -> None:
        self.expected()
        self.orbweb("convert", "text.web", "-o", "web.parquet")
        self.orbweb("convert", "text.web", "-o", "web.arrow")
        self.orbweb("convert", "text.web", "-o", "web.tsv")
        rows = [line.split("\t") for line in (self.root / "web.tsv").read_text(encoding="utf-8").splitlines()[1:]]
        arcs = pq.read_table(self.root / "web.parquet")
        self.assertEqual([str(field.type) for field in arcs.schema], ["string", "string", "int64", "bool"])
        self.assertEqual([list(row.values()) for row in arcs.to_pylist()],
                         [[source, target, int(count), rel == ""] for source, target, count, rel in rows])
        nodes = pq.read_table(self.root / "web.nodes.parquet").to_pylist()
        for row in nodes:
            self.assertEqual(row["outdegree"], sum(source == row["name"] for source, *_ in rows))
            self.assertEqual(row["indegree"], sum(target == row["name"] for _, target, *_ in rows))
        self.assertEqual([row["node"] for row in nodes], list(range(len(nodes))))
        for stem, expected in (("web", arcs), ("web.nodes", pq.read_table(self.root / "web.nodes.parquet"))):
            with pa.ipc.open_file(str(self.root / f"{stem}.arrow")) as table:
                self.assertEqual(table.read_all().to_pylist(), expected.to_pylist())

    def test_tables_of_scores_are_as_pyarrow_wants_them(self) -> None:
        self.expected()
        self.orbweb("rank", "text.web", "domain-rating", "-o", "dr.tsv")
        self.orbweb("rank", "text.web", "domain-rating", "-o", "dr.parquet")
        self.orbweb("rank", "text.web", "domain-rating", "-o", "dr.arrow")
        lines = [line.split("\t") for line in (self.root / "dr.tsv").read_text(encoding="utf-8").splitlines()]
        beside = json.loads((self.root / "dr.tsv.json").read_text(encoding="utf-8"))
        del beside["table"]
        file = pq.ParquetFile(self.root / "dr.parquet")
        types = [str(field.type) for field in file.schema_arrow]
        self.assertEqual(types[:3], ["string", "double", "int64"])
        self.assertEqual(json.loads(file.metadata.metadata[b"orbweb-scores"]), beside)
        for column in range(file.metadata.num_columns):
            chunk = file.metadata.row_group(0).column(column)
            self.assertEqual(chunk.compression, "ZSTD")
            self.assertTrue(chunk.statistics.has_min_max)
            self.assertEqual(chunk.statistics.null_count, 0)
        table = file.read()
        self.assertEqual(table.column_names, lines[0])
        of_text = {row[0]: tuple(row[1:]) for row in lines[1:]}
        rows = {row["name"]: tuple(list(row.values())[1:]) for row in table.to_pylist()}
        self.assertEqual(rows, {name: tuple(type(cell)(text) for cell, text in zip(rows[name], cells))
                                for name, cells in of_text.items()})
        with pa.ipc.open_file(str(self.root / "dr.arrow")) as arrow:
            self.assertEqual(json.loads(arrow.schema.metadata[b"orbweb-scores"]), beside)
            self.assertTrue(arrow.read_all().equals(table.replace_schema_metadata(None)))

    def test_the_order_of_rows_is_declared_where_it_is_one_of_bytes(self) -> None:
        (self.root / "ids.tsv").write_text("0\t3\n3\t1\n", encoding="utf-8")
        self.build("ids.web", "ids.tsv")
        self.expected()
        for web in ("ids", "text"):
            self.orbweb("rank", f"{web}.web", "pagerank", "-o", f"{web}-ranks.parquet")
            self.orbweb("convert", f"{web}.web", "-o", f"{web}.parquet")
        for name, columns in (("ids-ranks", [0]), ("ids", [0, 1]), ("ids.nodes", [0]), ("text.nodes", [0]), ("text", []),
                              ("text-ranks", [])):
            file = pq.ParquetFile(self.root / f"{name}.parquet")
            declared = file.metadata.row_group(0).sorting_columns
            self.assertEqual([column.column_index for column in declared], columns, name)
            self.assertFalse(any(column.descending for column in declared))
            rows = [list(row.values())[:len(columns)] for row in file.read().to_pylist()]
            self.assertEqual(rows, sorted(rows), name)

    def test_a_table_that_was_changed_is_not_what_its_facts_say(self) -> None:
        self.expected()
        top = ("top", "text.web")
        for end in ("parquet", "arrow"):
            self.orbweb("rank", "text.web", "domain-rating", "-o", f"dr.{end}")
            (self.root / f"dr.{end}.json").unlink()
            self.assertEqual(json.loads(self.orbweb(*top, f"dr.{end}", "--json"))["algorithm"], "domain-rating")
        table = pq.read_table(self.root / "dr.parquet")
        self.write(table, "same.parquet")
        self.orbweb(*top, "same.parquet")
        scores = [0.5 * score for score in table["score"].to_pylist()]
        changed = table.set_column(1, table.schema.field(1), pa.array(scores))
        self.assertIn(b"orbweb-scores", changed.schema.metadata)
        self.write(changed, "changed.parquet")
        self.write(changed, "changed.arrow")
        for end in ("parquet", "arrow"):
            status, said = self.fails(*top, f"changed.{end}")
            self.assertEqual(status, 65)
            self.assertIn("others in column", said)
        del (kept := dict(changed.schema.metadata))[b"orbweb-content"]
        self.write(changed.replace_schema_metadata(kept), "untied.parquet")
        self.assertIn("no orbweb-content", self.fails(*top, "untied.parquet")[1])
        self.write(changed.replace_schema_metadata(None), "plain.parquet")
        self.orbweb(*top, "plain.parquet")

    def test_verbs_take_columns_as_they_take_text(self) -> None:
        self.expected()
        for end in ("tsv", "parquet"):
            self.orbweb("rank", "text.web", "domain-rating", "-o", f"dr.{end}")
        for arguments in (("top", "text.web", "dr.{}", "--json"), ("explain", "text.web", "a.com", "--scores", "dr.{}", "--json"),
                          ("diff", "dr.{}", "dr.tsv", "--json")):
            text, columns = (json.loads(self.orbweb(*(one.format(end) for one in arguments))) for end in ("tsv", "parquet"))
            self.assertEqual(json.dumps(columns).replace("dr.parquet", "dr.tsv"), json.dumps(text), arguments)
        warm = json.loads(self.orbweb("rank", "text.web", "pagerank", "--warm-start", "dr.parquet", "--json"))
        self.assertEqual(warm["warm_start"]["nodes"], warm["nodes"])


if __name__ == "__main__":
    unittest.main()
