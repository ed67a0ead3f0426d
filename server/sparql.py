"""The SPARQL endpoint."""

from flask import Blueprint, Response, request

from server.app import context
from server.engine import QueryRequest
from server.formats import GRAPHS, RESULTS

blueprint = Blueprint("sparql", __name__)


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query."""
    answer = context().engine.stream(QueryRequest(query=request.values["query"]))
    form = RESULTS.get(answer.format) or GRAPHS[answer.format]
    return Response(answer.chunks, content_type=form.content_type)
