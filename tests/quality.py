"""``make quality``: measures the reader on pages that nobody tuned it for, and writes what the about page says of it.

``kg/data/quality.json`` has, of each measure, how many facts were found, how many of them are right and how many there
are; the page works out precision, recall and the interval that the small sample allows.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

from kg.evaluate import evaluate
from kg.evaluation.gold import load
from kg.evaluation.scoring import HEADLINE
from kg.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "kg" / "data" / "quality.json"


def main() -> None:
    golds = load([ROOT / "tests" / "unseen"])
    score = evaluate("builtin", golds, Settings()).total
    measured = {
        str(measure): {
            "found": score.predicted[measure], "right": score.hits[measure], "there": score.expected[measure],
        }
        for measure in HEADLINE
    }  # fmt: skip
    document = {"day": datetime.now(UTC).date().isoformat(), "pages": len(golds), "measures": measured}
    TARGET.write_text(json.dumps(document, indent=1) + "\n")
    print(f"{TARGET}: {document['pages']} pages")


if __name__ == "__main__":
    main()
