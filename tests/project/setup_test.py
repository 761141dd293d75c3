"""Tests of ./setup's installation of packages, on made-up machines: a PATH with stand-ins for dpkg-query, id, sudo, apt."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

SETUP = Path(__file__).resolve().parents[2] / "setup"
TOOLS = ("bash", "cat", "dirname", "env", "grep", "mkdir", "sed", "tail", "touch")
DPKG_QUERY = """#!/bin/sh
shift 2
for name in "$@"; do case " {missing} " in *" $name "*) ;; *) echo "installed $name" ;; esac; done
"""


class Packages(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        self.calls = self.root / "calls"
        shutil.copy(SETUP, self.root / "setup")
        (self.root / "bin").mkdir()
        for tool in TOOLS:
            (self.root / "bin" / tool).symlink_to(shutil.which(tool) or self.fail(f"no {tool}"))
        self.be_user(0)

    def add_tool(self, name: str, script: str) -> None:
        path = self.root / "bin" / name
        path.write_text(script, encoding="utf-8")
        path.chmod(0o755)

    def be_user(self, number: int) -> None:
        self.add_tool("id", f"#!/bin/sh\necho {number}\n")

    def be_debian(self, missing: str, apt_status: int = 0) -> None:
        self.add_tool("dpkg-query", DPKG_QUERY.format(missing=missing))
        self.add_tool("apt-get", f'#!/bin/sh\necho "apt-get $*" >>{self.calls}\necho "apt says"\nexit {apt_status}\n')

    def be_python(self, pip_status: int) -> None:
        pip = f'#!/bin/sh\\necho "pip $*" >>{self.calls}\\nexit {pip_status}\\n'
        self.add_tool("python3", f"""#!/bin/sh
mkdir -p "$3/bin" && printf '{pip}' >"$3/bin/pip" && chmod +x "$3/bin/pip"
""")
        (self.root / "bin/chmod").symlink_to(shutil.which("chmod") or self.fail("no chmod"))

    def packages(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.root / "bin/bash"), "setup", "packages", *arguments], cwd=self.root, text=True,
            capture_output=True, check=False, env={"PATH": str(self.root / "bin")},
        )

    def called(self) -> str:
        return self.calls.read_text(encoding="utf-8") if self.calls.exists() else ""

    def test_nothing_missing_means_no_call_and_no_word(self) -> None:
        self.be_debian(missing="")
        run = self.packages()
        self.assertEqual((run.returncode, run.stdout, run.stderr, self.called()), (0, "", "", ""))

    def test_only_what_is_missing_is_installed(self) -> None:
        self.be_debian(missing="libpsl-dev g++")
        self.assertEqual(self.packages().returncode, 0)
        self.assertRegex(self.called(), r"(?s)^apt-get .* update -q\napt-get .* install .* g\+\+ libpsl-dev\n$")

    def test_checks_of_form_need_more_packages(self) -> None:
        self.be_debian(missing="clang-tidy-14")
        self.packages()
        self.assertEqual(self.called(), "")
        self.packages("lint")
        self.assertRegex(self.called(), r"install .* clang-tidy-14\n$")

    def test_without_root_it_goes_through_sudo(self) -> None:
        self.be_debian(missing="g++")
        self.be_user(1000)
        self.add_tool("sudo", f'#!/bin/sh\necho "sudo $1" >>{self.calls}\n[ "$1" = -v ] || exec "$@"\n')
        self.assertEqual(self.packages().returncode, 0)
        self.assertRegex(self.called(), r"^sudo -v\nsudo env\napt-get .* update -q\nsudo env\napt-get .* g\+\+\n$")

    def test_without_root_and_sudo_it_names_the_command(self) -> None:
        self.be_debian(missing="g++ cmake")
        self.be_user(1000)
        run = self.packages()
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stderr, r"^setup: .*apt-get update && apt-get install -y \S+ g\+\+ cmake\n$")

    def test_a_failed_installation_shows_its_log_and_fails(self) -> None:
        self.be_debian(missing="g++", apt_status=100)
        run = self.packages()
        self.assertEqual(run.returncode, 100)
        self.assertRegex(run.stdout, r"(?s)install 1 packages +failed after \d+ s; the end of build/\S+:\n\napt says\n")

    def test_on_other_systems_it_lists_the_packages_and_goes_on(self) -> None:
        run = self.packages()
        self.assertEqual(run.returncode, 0)
        self.assertRegex(run.stdout, r"Not Debian or Ubuntu.*\n.* libtbb-dev ")

    def test_arrow_is_fetched_once(self) -> None:
        self.be_debian(missing="")
        self.be_python(pip_status=0)
        self.assertRegex(self.packages().stdout, r"^  fetch Apache Arrow \(pyarrow\) +\d+ s\n$")
        self.assertRegex(self.called(), r"^pip install .*pyarrow<\d+\n$")
        self.assertEqual(self.packages().stdout, "")

    def test_without_a_package_index_it_goes_on_without_arrow_and_says_so(self) -> None:
        self.be_debian(missing="")
        self.be_python(pip_status=1)
        run = self.packages()
        self.assertEqual(run.returncode, 0)
        self.assertRegex(run.stdout, r"(?s)failed after.*No Parquet then; \./setup packages tries again")

    def test_an_unknown_word_is_an_error_that_lists_the_known(self) -> None:
        run = subprocess.run([str(SETUP), "instal"], text=True, capture_output=True, check=False)
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stderr, r"unknown: instal\..*demo, test, build or packages")


if __name__ == "__main__":
    unittest.main()
