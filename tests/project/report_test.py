"""The report of a release in a real browser: hostile names stay text, search and sorting work, nothing overflows.

report_test.py PROGRAM [PICTURES]; pictures of the page go to the folder PICTURES. Ends with 77 and a message, a skipped
test, where there is no Chromium with its driver, or no Selenium (./setup packages lint installs them).
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path
from xml.sax.saxutils import quoteattr

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
    from selenium.webdriver.common.by import By
except ImportError:
    webdriver = None

PROGRAM = ""
PICTURES: Path | None = None
SKIPPED = 77
WIDTHS = (390, 820, 1400)  # a telephone's, a tablet's, a desk's
HOSTILE = ("<img src=x onerror=\"document.title='owned'\">", "<script>document.title='owned'</script>",
           "\"><svg onload=document.title='owned'>", "</table></body>", "'`${document.title='owned'}`",
           "{{constructor.constructor('document.title=1')()}}", "&lt;b&gt;", "javascript:document.title='owned'",
           "a" * 300 + ".example", "שלום.example")
JOB = """name = "night"
[input]
files = ["links.graphml"]
[[scores]]
algorithm = "domain-rating"
[[scores]]
algorithm = "pagerank"
[release]
formats = ["tsv"]
"""


def links(night: int) -> str:
    """A wheel of hosts around the hostile names, which gain links each night. GraphML takes names as they are."""
    hosts = [f"host{host}.example" for host in range(60)]
    arcs = [(host, hosts[i - 1]) for i, host in enumerate(hosts)]
    for step in range(1 + night):
        arcs += [(host, HOSTILE[(i * (step + 1)) % len(HOSTILE)]) for i, host in enumerate(hosts)]
    nodes = "".join(f"<node id={quoteattr(name)}/>" for name in (*hosts, *HOSTILE))
    edges = "".join(f"<edge source={quoteattr(source)} target={quoteattr(target)}/>" for source, target in arcs)
    return f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="directed">{nodes}{edges}</graph></graphml>'


def make_report(folder: Path) -> Path:
    """The report of the second of two nights, so that it has movers with reasons."""
    (folder / "job.toml").write_text(JOB, encoding="utf-8")
    for night in range(2):
        (folder / "links.graphml").write_text(links(night), encoding="utf-8")
        subprocess.run([PROGRAM, "run", folder / "job.toml"], check=True, capture_output=True)
    return folder / "releases/CURRENT/report.html"


class ReportInABrowser(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.page = make_report(Path(cls.folder.name))
        options = webdriver.ChromeOptions()
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
                         f"--user-data-dir={cls.folder.name}/profile"):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        options.binary_location = shutil.which("chromium")
        cls.browser = webdriver.Chrome(service=Service(shutil.which("chromedriver")), options=options)

    @classmethod
    def tearDownClass(cls) -> None:
        cls.browser.quit()
        cls.folder.cleanup()

    def setUp(self) -> None:
        self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.browser.get(self.page.as_uri())

    def shown_names(self) -> list[str]:
        rows = self.browser.find_elements(By.CSS_SELECTOR, ".top tbody tr")
        first_table = [row for row in rows if row.find_element(By.XPATH, "ancestor::div[@class='top']") == self.tops()[0]]
        return [row.find_elements(By.TAG_NAME, "td")[1].text for row in first_table if row.is_displayed()]

    def tops(self) -> list:
        return self.browser.find_elements(By.CLASS_NAME, "top")

    def test_names_from_strangers_stay_text(self) -> None:
        self.assertTrue(self.browser.title.startswith("night, "), self.browser.title)
        text = self.browser.find_element(By.TAG_NAME, "body").text
        for name in HOSTILE:
            self.assertIn(name, text)
        self.assertEqual(self.browser.find_elements(By.CSS_SELECTOR, "img, iframe, a, b, link"), [])
        self.assertEqual(len(self.browser.find_elements(By.TAG_NAME, "script")), 1)

    def test_the_page_breaks_no_policy_and_throws_nothing(self) -> None:
        self.assertEqual(self.browser.get_log("browser"), [])
        # The policy is in force: what a stranger's script would do is refused.
        self.browser.execute_script("const s=document.createElement('script');s.textContent=\"document.title='owned'\";"
                                    "document.body.append(s)")
        self.assertNotEqual(self.browser.title, "owned")
        self.assertIn("Content Security Policy", json.dumps(self.browser.get_log("browser")))

    def test_search_leaves_what_matches(self) -> None:
        self.tops()[0].find_element(By.TAG_NAME, "input").send_keys("HOST1")
        names = self.shown_names()
        self.assertEqual(len(names), 11, names)  # host1, host10 ... host19
        self.assertTrue(all(name.startswith("host1") for name in names))

    def test_columns_sort_both_ways(self) -> None:
        rank = self.tops()[0].find_element(By.CSS_SELECTOR, "th button")
        before = self.shown_names()
        rank.click()
        turned = self.shown_names()
        self.assertEqual(sorted(turned), sorted(before))
        self.assertNotEqual(turned[0], before[0])
        rank.click()
        self.assertEqual(self.shown_names()[0], before[0])

    def test_movers_have_reasons(self) -> None:
        reasons = [cell.text for cell in self.browser.find_elements(By.CSS_SELECTOR, "td.why")]
        self.assertTrue(any("link gained" in reason for reason in reasons), reasons)

    def test_nothing_overflows_at_any_width_in_light_and_dark(self) -> None:
        papers = set()
        for width in WIDTHS:
            self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride",
                                         {"width": width, "height": 1600, "deviceScaleFactor": 1, "mobile": width < 500})
            for scheme in ("light", "dark"):
                self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                             {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
                self.browser.get(self.page.as_uri())
                overflow = self.browser.execute_script("return document.documentElement.scrollWidth - innerWidth")
                self.assertLessEqual(overflow, 0, f"{width} pixels, {scheme}")
                papers.add(self.browser.execute_script("return getComputedStyle(document.body).backgroundColor"))
                if PICTURES:
                    height = self.browser.execute_script("return document.documentElement.scrollHeight")
                    self.browser.set_window_size(width, height)
                    self.browser.save_screenshot(str(PICTURES / f"report-{width}-{scheme}.png"))
        self.assertEqual(len(papers), 2, "light and dark have papers of their own")


def main() -> int:
    global PROGRAM, PICTURES
    PROGRAM = sys.argv[1]
    if len(sys.argv) > 2:
        PICTURES = Path(sys.argv[2])
        PICTURES.mkdir(parents=True, exist_ok=True)
    if webdriver is None or shutil.which("chromium") is None or shutil.which("chromedriver") is None:
        print("skipped: no Chromium with its driver, or no Selenium; ./setup packages lint installs them")
        return SKIPPED
    return 0 if unittest.main(argv=sys.argv[:1], exit=False).result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
