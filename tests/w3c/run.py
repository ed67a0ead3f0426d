"""Runs the W3C's SPARQL suites over HTTP against ``kg serve``, and against the bare engine for comparison.

    python -m tests.w3c.run FOLDER [-k TEXT]

``FOLDER`` is a checkout of github.com/w3c/rdf-tests. All data are published as one generation, a named graph a file;
each query then names its dataset by the protocol's parameters. A failure that the engine has too, asked directly, is
the engine's; the command ends with 1 if the service has any of its own, or if one of the engine's has no reason in
:mod:`tests.w3c.reasons`.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path

from .checks import Endpoint, on_engine, on_service
from .reasons import reason
from .serving import publish, serving, token
from .suite import Case, Suite

MANIFESTS = (
    "sparql/sparql10/manifest-syntax.ttl",
    "sparql/sparql10/manifest-evaluation.ttl",
    "sparql/sparql11/manifest-sparql11-query.ttl",
    "sparql/sparql11/manifest-sparql11-results.ttl",
    "sparql/sparql11/manifest-sparql11-update.ttl",
    "sparql/sparql11/protocol/manifest.ttl",
    "sparql/sparql11/graph-store-protocol/manifest-direct.ttl",
    "sparql/sparql11/graph-store-protocol/manifest-indirect.ttl",
)
Failures = dict[str, tuple[str, str | None]]


def failures(suite: Suite, cases: list[Case], endpoint: Endpoint) -> Failures:
    """What failed over HTTP, with what the engine alone says to it (``None``: it passes there)."""
    found: Failures = {}
    for case in cases:
        wrong = on_service(case, suite, endpoint)
        if wrong is not None:
            found[case.name] = wrong, (None if case.exchanges else on_engine(case, suite))
    return found


def run(suite: Suite, cases: list[Case], data: Path) -> Failures:
    """Publish the suite's data, and ask a server on it; by its default settings, and with a token to write."""
    if not cases:
        return {}
    publish(suite, data)
    headers = (("authorization", f"Bearer {token(data)}"),)
    with serving(data) as address:
        endpoint = Endpoint(address + "sparql", address + "store", address + "graph/edits/", headers)
        return failures(suite, cases, endpoint)


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("-k", default="", help="only tests whose name has this text")
    options = parser.parse_args()
    suite = Suite(options.folder).read(*MANIFESTS)
    cases = [case for case in suite.cases if options.k in case.name]
    writing = [case for case in cases if (case.exchanges and not case.data.named) or "Update" in case.kind]
    with tempfile.TemporaryDirectory() as folder:
        found = run(suite, [case for case in cases if case not in writing], Path(folder) / "read")
        found |= run(Suite(suite.root), writing, Path(folder) / "written")
    ours = [name for name, (_, engine) in found.items() if engine is None]
    for name, (wrong, engine) in found.items():
        print(f"{'SERVICE' if engine is None else 'engine '} {name}: {(engine and reason(name)) or wrong}")
    kinds, failed = Counter(case.kind for case in cases), Counter(c.kind for c in cases if c.name in found)
    for kind, number in kinds.items():
        print(f"{kind:24}{number - failed[kind]:5} of {number}")
    print(f"{len(cases)} tests: {len(found)} fail, {len(found) - len(ours)} of them in the bare engine, too")
    sys.exit(bool(ours) or not all(map(reason, found)))


if __name__ == "__main__":
    main()
