"""``deadringer ask QUESTION``."""

from __future__ import annotations

import argparse
import json
import textwrap

from deadringer.commands import Commands
from deadringer.commands.about_call import check_lang
from deadringer.errors import InputError

MOST_QUESTION = 2000
"""Characters of a question that are read."""


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
    from deadringer.phrases.tokens import clean, language_of

    knowledge = load_knowledge()
    check_lang(options.lang, knowledge)
    question = " ".join(clean(" ".join(options.question)[:MOST_QUESTION]).split())
    if not question:
        raise InputError('no question was asked; write it in quotes, like "does HMRC ring about refunds?"')
    answers = answer(question, knowledge, options.lang)
    lang = options.lang or (answers[0].lang if answers else language_of(question)[0]) or "en"
    say_it = Texts(knowledge, lang)
    if options.json:
        shown = [
            {"organisation": a.organisation, "entry": a.entry, "answer": say(a.text, lang), "source": a.source, "checked": a.checked}
            for a in answers
        ]
        print(json.dumps({"question": question, "language": lang, "answers": shown}, ensure_ascii=False, indent=2))
        return 0
    if not answers:
        print(textwrap.fill(say_it("unknown_question"), 78))
    for found in answers:
        print(textwrap.fill(say(found.text, lang), 78, break_long_words=False, break_on_hyphens=False))
        print(f"  {say_it('source')}: {found.source} ({say_it('checked')} {found.checked})")
    return 0
