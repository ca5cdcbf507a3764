"""``deadringer ask QUESTION``."""

from __future__ import annotations

import argparse
import json
import textwrap

from deadringer.commands import Commands


def add(commands: Commands) -> None:
    """Adds the command's parser."""
    parser = commands.add_parser(
        "ask",
        help="ask what an organisation does, like 'will Amazon ever call me about a discount?'",
        description="Answers from the knowledge, with the source, in the language of the question; or says that it does not know.",
    )
    parser.add_argument("question", nargs="+", help="the question, in English or Italian")
    parser.add_argument("--lang", metavar="xx", help="language of the answer")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Answers."""
    from deadringer.guidance.advice import Texts
    from deadringer.knowledge.load import load_knowledge
    from deadringer.knowledge.model import say
    from deadringer.knowledge.questions import answer
    from deadringer.phrases.tokens import language_of

    knowledge = load_knowledge()
    question = " ".join(options.question)
    lang = options.lang or language_of(question)[0] or "en"
    answers = answer(question, knowledge, lang)
    say_it = Texts(knowledge, lang)
    if options.json:
        shown = [{"organisation": a.organisation, "answer": say(a.text, lang), "source": a.source, "checked": a.checked} for a in answers]
        print(json.dumps({"question": question, "language": lang, "answers": shown}, ensure_ascii=False, indent=2))
        return 0
    if not answers:
        print(textwrap.fill(say_it("unknown_question"), 78))
    for found in answers:
        print(textwrap.fill(say(found.text, lang), 78))
        print(f"  {say_it('source')}: {found.source} ({say_it('checked')} {found.checked})")
    return 0
