"""A service that speaks OpenAI's protocol, as a process of its own: ``python service.py PORT_FILE``.

What it answers is ordered by words in the article ("[[429]]"); ``GET /asked`` tells what it was asked, ``GET /most``
how many requests it had at one time.
"""

import json
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

KEY = "sk-test-0123456789"
LOCK = threading.Lock()
ASKED: list[dict[str, object]] = []
SEEN: dict[str, int] = {}
NOW = [0, 0]


def facts(text: str) -> dict[str, list[dict[str, object]]]:
    """What a model would say of "X, mayor of Y, visited Z on May 6. ...": by a plain pattern."""
    found: dict[str, list[dict[str, object]]] = {
        k: [] for k in ("entities", "posts", "events", "relations", "statistics")
    }
    for n, m in enumerate(re.finditer(r"(\w+ \w+), mayor of\s+(\w+), visited (\w+ Group) on May (\d+)\.", text)):
        person, place, firm = f"p{n}", f"c{n}", f"f{n}"
        whole = m.group()
        found["entities"] += [
            {"id": person, "type": "Person", "names": [m[1]], "jurisdiction": None},
            {"id": place, "type": "Place", "names": [m[2]], "jurisdiction": None},
            {"id": firm, "type": "Enterprise", "names": [m[3]], "jurisdiction": None},
        ]
        quote = f"{m[1]}, mayor of {m[2]}"
        found["posts"].append({"person": person, "role": "mayor", "printed": "mayor", "of": place, "quote": quote})
        found["events"].append(
            {
                "type": "Visit",
                "label": f"visit to {m[3]}",
                "quote": whole,
                "arguments": [
                    {"slot": "startDate", "value": f"2023-05-{int(m[4]):02}", "quote": f"on May {m[4]}"},
                    {"slot": "leader", "value": person, "quote": whole},
                    {"slot": "visited", "value": firm, "quote": whole},
                ],
            }
        )
        found["statistics"].append(
            {"about": firm, "measure": "investment", "value": 3.5e8, "unit": "CNY", "date": None, "qualifier": None,
             "quote": "will invest 350 million yuan"}
        )  # fmt: skip
    return found


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.reply(200, json.dumps(ASKED if self.path == "/asked" else NOW[1]).encode())

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = body["messages"][1]["content"]
        with LOCK:
            order = (re.findall(r"\[\[([\w-]+)\]\]", text) or ["well"])[0]
            ASKED.append({"order": order, "path": self.path, "headers": dict(self.headers.items()), "body": body,
                          "time": time.monotonic()})  # fmt: skip
            SEEN[order] = SEEN.get(order, 0) + 1
            NOW[0] += 1
            NOW[1] = max(NOW)
        try:
            getattr(self, "on_" + order.replace("-", "_"))(text, body, SEEN[order])
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            with LOCK:
                NOW[0] -= 1

    def reply(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def say(self, content: str, reason: str = "stop", **usage: int) -> None:
        counted = usage or {"prompt_tokens": 100, "completion_tokens": 50}
        choice = {"index": 0, "message": {"role": "assistant", "content": content}, "finish_reason": reason}
        self.reply(200, json.dumps({"object": "chat.completion", "choices": [choice], "usage": counted}).encode())

    def fail(self, status: int, message: str, **headers: str) -> None:
        self.reply(status, json.dumps({"error": {"message": message, "code": None}}).encode(), **headers)

    def on_well(self, text: str, body: object, time_: int) -> None:
        self.say(json.dumps(facts(text)))

    def on_waits(self, text: str, body: object, time_: int) -> None:
        time.sleep(0.2)
        self.on_well(text, body, time_)

    def on_fenced(self, text: str, body: object, time_: int) -> None:
        self.say("<think>Let me see {}.</think>\n```json\n" + json.dumps(facts(text), indent=1) + "\n```\n")

    def on_bad_json(self, text: str, body: object, time_: int) -> None:
        self.say('{"entities": [')

    def on_bad_json_once(self, text: str, body: dict[str, list[object]], time_: int) -> None:
        self.say("Here you are!") if len(body["messages"]) == 2 else self.on_well(text, body, time_)

    def on_wrong_schema(self, text: str, body: object, time_: int) -> None:
        said = facts(text)
        said["posts"][0]["rank"] = "high"
        self.say(json.dumps(said))

    def on_wrong_type(self, text: str, body: object, time_: int) -> None:
        said = facts(text)
        said["entities"][0]["type"] = "Wizard"
        self.say(json.dumps(said))

    def on_invents(self, text: str, body: object, time_: int) -> None:
        said = facts(text)
        said["posts"][0]["quote"] = "the powerful mayor"
        said["events"][0]["arguments"][1]["quote"] = "led by nobody"
        said["entities"].append({"id": "x", "type": "Person", "names": ["Nobody Atall"], "jurisdiction": None})
        said["relations"].append({"subject": "f0", "predicate": "locatedIn", "object": "c9", "quote": "visited"})
        said["statistics"][0]["quote"] = "350 million  dollars"
        self.say(json.dumps(said))

    def on_429_once(self, text: str, body: object, time_: int) -> None:
        self.fail(429, "slow down", Retry_After="1") if time_ == 1 else self.on_well(text, body, time_)

    def on_429_long(self, text: str, body: object, time_: int) -> None:
        self.fail(429, "come tomorrow", Retry_After="86400")

    def on_500_once(self, text: str, body: object, time_: int) -> None:
        self.fail(500, "oops") if time_ == 1 else self.on_well(text, body, time_)

    def on_500(self, text: str, body: object, time_: int) -> None:
        self.fail(500, "oops")

    def on_slow(self, text: str, body: object, time_: int) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(100):
            self.wfile.write(b" ")
            time.sleep(0.1)

    def on_cut(self, text: str, body: object, time_: int) -> None:
        said = json.dumps(facts(text))
        self.say(said[:40], "length") if len(text) > 900 else self.say(said)

    def on_always_cut(self, text: str, body: object, time_: int) -> None:
        self.say("{", "length")

    def on_broken_off(self, text: str, body: object, time_: int) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b'{"choices":')
        self.close_connection = True

    def on_huge(self, text: str, body: object, time_: int) -> None:
        self.reply(200, b'{"choices": "' + b"x" * 6_000_000 + b'"}')

    def on_no_choices(self, text: str, body: object, time_: int) -> None:
        self.reply(200, b'{"choices": []}')

    def on_refuses(self, text: str, body: object, time_: int) -> None:
        choice = {"message": {"content": None, "refusal": "I would rather not"}, "finish_reason": "stop"}
        self.reply(200, json.dumps({"choices": [choice]}).encode())

    def on_redirects(self, text: str, body: object, time_: int) -> None:
        self.reply(302, b"", Location="/elsewhere")

    def on_wrong_key(self, text: str, body: object, time_: int) -> None:
        self.fail(401, f"Incorrect API key provided: {KEY}. Find yours in your account.")

    def on_old(self, text: str, body: dict[str, object], time_: int) -> None:
        """A service that knows no schema, no max_tokens and no temperature."""
        if "response_format" in body and body["response_format"]["type"] == "json_schema":  # type: ignore[index]
            self.fail(400, "response_format of type json_schema is not supported")
        elif "max_tokens" in body:
            self.fail(400, "Unsupported parameter: 'max_tokens', use 'max_completion_tokens'")
        elif "temperature" in body:
            self.fail(400, "'temperature' does not support 0 with this model")
        else:
            self.on_well("", body, time_) if "Text:" not in str(body) else self.say(json.dumps(facts(text)))

    def log_message(self, *_: object) -> None:
        """Nobody reads a log."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Path(sys.argv[1]).write_text(str(server.server_port))
    server.serve_forever()
