"""Link-graph analytics: ratings of a web crawl that people can check.

>>> import orbweb as ow
>>> web = ow.build(([0, 1, 2, 3], [1, 2, 0, 0]))    # or paths of files, a table, a matrix, a graph
>>> ratings = ow.domain_rating(web)
>>> ratings.top(1)[0].node
0
"""

from orbweb import _algorithms
from orbweb._algorithms import *  # noqa: F403
from orbweb._algorithms import topic_pagerank
from orbweb._build import build, from_coo, from_csr, from_networkx, from_scipy
from orbweb._convert import Conversion
from orbweb._core import encodings, input_formats, output_formats, set_threads, simd_target, simd_targets, threads
from orbweb._core import version as __version__
from orbweb._diff import Changes, Reasons, diff, load_scores
from orbweb._errors import *  # noqa: F403
from orbweb._names import Names
from orbweb._progress import Progress, set_progress
from orbweb._scores import Explanation, Scores
from orbweb._table import Table
from orbweb._web import Web, open, verify

__all__ = [
    "ArgumentError", "Cancelled", "Changes", "Conversion", "CreateError", "Error", "Explanation", "IoError",
    "LimitError", "LoadError", "MissingPackageError", "Names", "Progress", "Reasons", "Scores", "Table",
    "UnknownNodeError", "Web", "__version__", "build", "diff", "encodings", "from_coo", "from_csr", "from_networkx",
    "from_scipy", "input_formats", "load_scores", "open", "output_formats", "set_progress", "set_threads",
    "simd_target", "simd_targets", "threads", "topic_pagerank", "verify",
]
__all__ += _algorithms.__all__
