"""Link-graph analytics: ratings of a web crawl that people can check.

>>> import orbweb as ow
>>> web = ow.build(([0, 1, 2, 3], [1, 2, 0, 0]))    # or paths of files, a table, a matrix, a graph
>>> ratings = ow.domain_rating(web)
>>> ratings.top(1)[0].node
0
"""

from orbweb import _algorithms
from orbweb._algorithms import *  # noqa: F403
from orbweb._build import build, from_coo, from_csr, from_networkx, from_scipy
from orbweb._core import encodings, input_formats, set_threads, simd_target, threads
from orbweb._core import version as __version__
from orbweb._errors import *  # noqa: F403
from orbweb._names import Names
from orbweb._progress import Progress, set_progress
from orbweb._scores import Explanation, Scores
from orbweb._table import Table
from orbweb._web import Web, open

__all__ = [
    "ArgumentError", "Cancelled", "CreateError", "Error", "Explanation", "IoError", "LimitError", "LoadError",
    "MissingPackageError", "Names", "Progress", "Scores", "Table", "UnknownNodeError", "Web", "__version__", "build",
    "encodings", "from_coo", "from_csr", "from_networkx", "from_scipy", "input_formats", "open", "set_progress",
    "set_threads", "simd_target", "threads",
]
__all__ += _algorithms.__all__
