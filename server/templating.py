"""Templates, compiled once for each language of the interface.

A page has some hundred messages. Looked up while it is made they take a good part of its time; here they are put into
the compiled template as text. A message with values in it becomes its pieces with the values' expressions between
them, escaped as any other expression is.
"""

import re
from contextlib import suppress
from functools import partial
from types import FunctionType, MethodType
from typing import Any, Final

import jinja2
from flask import Flask, current_app
from flask.templating import Environment as FlaskEnvironment
from jinja2 import nodes
from jinja2.bccache import Bucket, FileSystemBytecodeCache
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from server import fingerprints
from server.escaping import escaped
from server.i18n import LANGUAGES, catalogue, day, number

_PLACE: Final = re.compile(r"%\((\w+)\)s|%%")
#: Where an application keeps its environments, by language.
KEPT: Final = "civigraph.templates"


class Calls(Context):
    """A template's variables; it calls plain functions without looking for what else they might be."""

    def call(self, called: Any, /, *args: Any, **kwargs: Any) -> Any:
        """What a template's expression ``called(…)`` gives."""
        if type(called) not in (FunctionType, MethodType) or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        if kwargs:  # Jinja's own, for functions that ask for the context
            kwargs.pop("_loop_vars", None)
            kwargs.pop("_block_vars", None)
        return called(*args, **kwargs)


class Compiled(FileSystemBytecodeCache):
    """Templates of one language as compiled by an earlier start of this release, in a folder of this user's own.

    Compiling them takes most of a second of each server process, in which its first readers would wait.

    Raises:
        OSError, RuntimeError: there is no such folder, or it is not safe.
    """

    def __init__(self, language: str) -> None:
        super().__init__(pattern=f"civigraph-{language}-%s.cache")

    def get_source_checksum(self, source: str) -> str:
        """Of all that the compiled template depends on: messages, filters and this module, too."""
        return super().get_source_checksum(source + fingerprints.release())

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a compiled template, where there is room for it."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


class Template(jinja2.Template):
    """A compiled template, which escapes by :func:`server.escaping.escaped` what it writes."""

    @classmethod
    def from_code(cls, *args: Any, **kwargs: Any) -> jinja2.Template:
        """Jinja's, for loaders."""
        made = super().from_code(*args, **kwargs)
        made.root_render_func.__globals__["escape"] = escaped
        return made


class Environment(FlaskEnvironment):
    """Where templates are compiled: for one language, or for none, where messages are looked up when they are shown."""

    language = ""
    context_class = Calls
    template_class = Template

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.language:
            _Translator(self.language).visit(tree)
            tree.set_environment(self)
        return tree


def init_app(app: Flask) -> None:
    """Make an environment for each language, like that of ``app``, which has to be complete."""
    made = app.extensions[KEPT] = {}
    for tag in LANGUAGES:
        made[tag] = app.jinja_env.overlay()
        made[tag].language = tag
        with suppress(OSError, RuntimeError):
            made[tag].bytecode_cache = Compiled(tag)
        made[tag].filters = made[tag].filters | {"day": partial(day, tag=tag), "number": partial(number, tag=tag)}


def render(template: str, language: str, **values: Any) -> str:
    """A template filled in, with what every template of the application is given."""
    current_app.update_template_context(values)
    return str(current_app.extensions[KEPT][language].get_template(template).render(values))


class _Translator(NodeTransformer):
    """Puts the messages of one language in the place of the calls that look them up, and the language's own name."""

    def __init__(self, language: str) -> None:
        self._language = language

    def visit_Output(self, node: nodes.Output) -> nodes.Output:  # noqa: N802 - Jinja calls it by the name of the node
        """Text and expressions that a template writes: a message is more of the same."""
        shown: list[nodes.Expr] = []
        for child in node.nodes:
            pieces = self._pieces(child)
            shown += (
                [self.visit(child)]
                if pieces is None
                else [nodes.TemplateData(p) if isinstance(p, str) else p for p in pieces]
            )
        node.nodes = shown
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Expr:  # noqa: N802 - as above
        """A message inside an expression."""
        if isinstance(node.node, nodes.Name) and node.node.name == "language" and not node.args:
            return nodes.Const(self._language, lineno=node.lineno)
        pieces = self._pieces(node)
        if pieces is None:
            self.generic_visit(node)
            return node
        told: list[nodes.Expr] = [
            nodes.MarkSafeIfAutoescape(nodes.Const(p)) if isinstance(p, str) else p for p in pieces
        ]
        made = told[0] if len(told) == 1 else nodes.Concat(told)
        return made.set_lineno(node.lineno)  # type: ignore[return-value]  # it returns the node itself

    def _pieces(self, node: nodes.Node) -> list[str | nodes.Expr] | None:
        """What ``_("…", name=value)`` shows, texts and expressions by turns; ``None`` for anything else."""
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name) or node.node.name != "_":
            return None
        if len(node.args) != 1 or node.dyn_args or node.dyn_kwargs or not isinstance(node.args[0], nodes.Const):
            return None
        message = catalogue(self._language).gettext(node.args[0].value)
        values = {keyword.key: self.visit(keyword.value) for keyword in node.kwargs}
        pieces: list[str | nodes.Expr] = []
        end = 0
        for place in _PLACE.finditer(message):
            pieces.append(message[end : place.start()] + ("" if place[1] else "%"))
            if place[1]:
                pieces.append(values[place[1]])
            end = place.end()
        return [*pieces, message[end:]]
