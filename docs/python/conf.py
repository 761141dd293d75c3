"""Sphinx: python -m sphinx -W -b html docs/python OUT, with orbweb installed."""

from sphinx.util.docutils import SphinxDirective

import orbweb

project = "Orbweb"
author = "the Orbweb developers"
version = release = orbweb.__version__
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon"]
autodoc_member_order = "bysource"
autodoc_typehints = "none"  # the docstrings say types as people do
napoleon_google_docstring = False
napoleon_use_param = False  # or types such as "names" become links to attributes of that name
html_theme = "alabaster"
html_theme_options = {"description": "Ratings of a web that people can check", "page_width": "1000px"}
html_sidebars = {"**": ["about.html", "navigation.html", "searchbox.html"]}


class Algorithms(SphinxDirective):
    """All rows of the table of algorithms, so that a new one is in the reference without an edit."""

    def run(self):
        names = orbweb._algorithms.__all__
        return self.parse_text_to_nodes("\n".join(f".. autofunction:: orbweb.{name}\n" for name in names))


def setup(app):
    app.add_directive("algorithms", Algorithms)
