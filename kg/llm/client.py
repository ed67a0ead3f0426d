"""Requests to a service that speaks OpenAI's protocol: bounded in time, size, number and cost, and made again politely.

The address is the one that the person who runs the build has set, on this machine or in the local network too; it is
asked directly and no redirect is followed, so that the key goes nowhere else. The key is in no message.
"""

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from threading import Lock
from typing import Any, NamedTuple

import certifi
import urllib3

from kg.errors import ReadingError
from kg.llm.answers import schema
from kg.llm.budget import Amount, Budget
from kg.settings import Settings

#: Largest answer that is taken, in bytes.
LARGEST = 4_000_000
#: Longest that is waited before a request is made again, in seconds; a service that asks for more is not waited for.
LONGEST_WAIT = 120.0
#: Statuses after which the same request may well succeed.
AGAIN = (408, 409, 425, 429, 500, 502, 503, 504, 529)
#: Statuses after which no request will: a wrong key, a wrong address, a wrong model.
NEVER = (401, 402, 403, 404)
#: Requests in a row without any answer after which the service is not asked any more.
DOWN = 3
#: Bytes of UTF-8 are no fewer than the tokens that they make; a message has some of its own.
PER_MESSAGE = 16

Message = Mapping[str, str]


class Completion(NamedTuple):
    """What the model said, and whether it ended by itself."""

    content: str
    cut: bool


@dataclass
class Client:
    """Asks; shared by all threads that read."""

    settings: Settings
    budget: Budget
    sleep: Callable[[float], None] = time.sleep
    _lock: Lock = field(default_factory=Lock)
    _formats: list[str] = field(default_factory=lambda: ["json_schema", "json_object", ""])
    """Ways to ask for JSON, the one in use first; what the service does not know is dropped."""
    _length: str = "max_tokens"
    _temperature: bool = True
    _over: str = ""
    """Why nothing is asked any more."""
    _unanswered: int = 0
    _not_before: float = 0.0
    """Time (monotonic) before which the service wants no request."""

    def __post_init__(self) -> None:
        size = self.settings.llm_parallel
        self._http = urllib3.PoolManager(num_pools=2, maxsize=size, ca_certs=certifi.where(), retries=False)

    def ask(self, messages: Sequence[Message]) -> Completion:
        """The model's answer to ``messages``.

        Raises:
            ReadingError: a limit of the build is reached; the service refuses, fails or is too slow each time; it
                answers with something that is no completion.
        """
        attempt = 0
        while True:
            if self._over:
                raise ReadingError(self._over)
            try:
                return self._once(messages)
            except _Simpler:
                continue
            except _Later as later:
                attempt += 1
                wait = later.seconds if later.seconds is not None else random.uniform(0.5, 1) * 2**attempt  # noqa: S311 - no secret
                if attempt > self.settings.llm_retries or wait > LONGEST_WAIT:
                    self._note_failure(later)
                    raise ReadingError(f"the service of the reader {later}") from later
                if later.seconds is not None:
                    self._not_before = max(self._not_before, time.monotonic() + wait)
                self.sleep(wait)

    def _once(self, messages: Sequence[Message]) -> Completion:
        said = json.dumps(self._body(messages), ensure_ascii=False).encode("utf-8", "replace")
        most = Amount(1, len(said) + PER_MESSAGE * len(messages), self.settings.llm_answer_tokens)
        self.budget.reserve(most)
        used = most  # of a request that got no answer the service may still charge everything
        try:
            if (early := self._not_before - time.monotonic()) > 0:
                self.sleep(early)
            status, headers, content = self._post(said)
            self._unanswered = 0 if status < 500 else self._unanswered
            used = most if status == 200 else Amount(1)
            if status != 200:
                self._refused(status, headers, content)
            answer = _object(content)
            used = _usage(answer, said)
        finally:
            self.budget.settle(most, used)
        return _completion(answer)

    def _body(self, messages: Sequence[Message]) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self.settings.llm_model,
            "messages": list(messages),
            self._length: self.settings.llm_answer_tokens,
        }
        if self._temperature:
            body["temperature"] = 0
        if self._formats[0] == "json_schema":
            wanted = {"name": "facts", "strict": True, "schema": schema()}
            body["response_format"] = {"type": "json_schema", "json_schema": wanted}
        elif self._formats[0]:
            body["response_format"] = {"type": self._formats[0]}
        return body

    def _post(self, said: bytes) -> tuple[int, Mapping[str, str], bytes]:
        deadline = time.monotonic() + self.settings.llm_seconds
        headers = {"Content-Type": "application/json", "User-Agent": f"civigraph/{version('civigraph')}"}
        if self.settings.llm_key:
            headers["Authorization"] = f"Bearer {self.settings.llm_key}"
        timeout = urllib3.Timeout(connect=min(10.0, self.settings.llm_seconds), read=self.settings.llm_seconds)
        try:
            response = self._http.request(
                "POST", f"{self.settings.llm_url.rstrip('/')}/chat/completions", body=said, headers=headers,
                timeout=timeout, redirect=False, retries=False, preload_content=False,
            )  # fmt: skip
            try:
                return response.status, response.headers, _whole(response, deadline)
            finally:
                response.close()  # never used again: what is left of a cut-off answer must not meet the next one
        except urllib3.exceptions.HTTPError as error:
            late = isinstance(error, urllib3.exceptions.TimeoutError)
            refused = isinstance(error, urllib3.exceptions.NewConnectionError)  # which counts as a timeout, too
            raise _Later("gave no answer in time" if late and not refused else "cannot be reached") from error

    def _refused(self, status: int, headers: Mapping[str, str], content: bytes) -> None:
        """Raises what follows from a status other than 200."""
        said = self._message(content)
        words = f"answered with status {status}" + (f": {said}" if said else "")
        if status in NEVER or (status == 429 and "quota" in said.lower()):
            self._over = f"the service of the reader {words}; it was not asked again"
            raise ReadingError(self._over)
        if status in AGAIN:
            raise _Later(words, _wait(headers.get("Retry-After")))
        if status in (400, 422) and self._simpler(said):
            raise _Simpler
        raise ReadingError(f"the service of the reader {words}")

    def _simpler(self, said: str) -> bool:
        """Leaves out of later requests what the service does not know; False if there is nothing to leave out."""
        with self._lock:
            if "max_tokens" in said and self._length == "max_tokens":
                self._length = "max_completion_tokens"
            elif "temperature" in said and self._temperature:
                self._temperature = False
            elif len(self._formats) > 1:
                del self._formats[0]
            else:
                return False
            return True

    def _message(self, content: bytes) -> str:
        """What the service says of its failure, in one line, without the key."""
        try:
            found = json.loads(content)
            error = found.get("error", found)
            said = str(error.get("message", "")) + (" (quota)" if "quota" in str(error.get("code")) else "")
        except (ValueError, AttributeError, RecursionError):
            said = ""
        if self.settings.llm_key:
            said = said.replace(self.settings.llm_key, "***")
        return " ".join(said.split())[:200]

    def _note_failure(self, later: "_Later") -> None:
        self._unanswered += 1
        if self._unanswered >= DOWN:
            self._over = f"the service of the reader {later}, {DOWN} times in a row; it was not asked again"


class _Simpler(Exception):  # noqa: N818 - not an error: the request is made again in another form
    pass


class _Later(Exception):  # noqa: N818 - not an error yet: the request is made again later
    def __init__(self, words: str, seconds: float | None = None) -> None:
        super().__init__(words)
        self.seconds = seconds


def _whole(response: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := response.read1(65_536, decode_content=True):
        parts.append(part)
        size += len(part)
        if size > LARGEST:
            raise ReadingError(f"the service of the reader answered with more than {LARGEST:,} bytes")
        if time.monotonic() > deadline:
            raise _Later("gave no answer in time")
    return b"".join(parts)


def _wait(said: str | None) -> float | None:
    """Seconds of a ``Retry-After`` (RFC 9110, section 10.2.3)."""
    if not said:
        return None
    try:
        return max(0.0, float(said))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except ValueError:
        return None


def _object(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise _Later("answered with something that is not JSON")
    return found


def _usage(answer: Mapping[str, Any], said: bytes) -> Amount:
    """Tokens used, as the service counts them; where it does not, about as many as words have."""
    match answer.get("usage"):
        case {"prompt_tokens": int(sent), "completion_tokens": int(received)} if sent >= 0 and received >= 0:
            return Amount(1, sent, received)
    return Amount(1, len(said) // 3, len(json.dumps(answer)) // 3)


def _completion(answer: Mapping[str, Any]) -> Completion:
    match answer:
        case {"choices": [{"message": {"content": str(content)}, **rest}, *_]}:
            return Completion(content, rest.get("finish_reason") == "length")
        case {"choices": [{"message": {"refusal": str()}}, *_]}:
            raise ReadingError("the model refused to read it")
    raise ReadingError("the service of the reader answered with something that is no completion")
