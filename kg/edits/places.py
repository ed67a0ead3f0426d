"""Which graphs hold what people write, and why the others cannot be written to."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kg.manifest import Manifest
from kg.terms import Iris


@dataclass(frozen=True, slots=True)
class Places:
    """The graphs of one generation, as far as writing is concerned.

    Graphs below ``{base}graph/edits/`` and graphs outside ``base`` are people's; all others are made by the program.
    """

    iris: Iris
    graphs: Mapping[str, int]
    """All graphs of the generation by IRI, with their triples."""
    edited: Collection[str]
    """Those of them that people have written."""

    @classmethod
    def of(cls, manifest: Manifest) -> "Places":
        """The graphs of a generation."""
        return cls(Iris(manifest.base), manifest.graphs, manifest.edits)

    @property
    def default(self) -> str:
        """The graph that what names no graph is written to; read, the default graph is the merge of all."""
        return self.iris.graph("edits/default")

    def refusal(self, graph: str) -> str | None:
        """Why nobody may write to ``graph``; ``None`` if somebody may."""
        if graph.startswith(self.iris.graph("edits/")) or graph in self.edited:
            return None
        if graph.startswith(self.iris.article("")):
            return "an article's graph holds what the article says; it changes when the article is built again"
        if graph.startswith(self.iris.base):
            name = graph.removeprefix(self.iris.graph(""))
            return (
                f"the graph {name!r} is made by the build" if name != graph else "IRIs below the base are the build's"
            )
        if graph in self.graphs:
            return "this graph came with an import; it changes when the files are imported again"
        return None
