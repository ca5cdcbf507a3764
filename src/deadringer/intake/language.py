"""Whether words are in a language that we do not speak. Asked only where neither English nor Italian words are many."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deadringer.call import Turn
from deadringer.phrases.tokens import language_of

FEWEST_WORDS = 4
SURE = 0.12
"""Share of the commonest words from which a text is surely English or Italian (both have about 0.4)."""
OTHER_SHARE = 0.15
"""Share of another language's commonest words from which a text is surely in it."""
READ = 3000
"""Characters that are looked at."""

# The commonest words of other languages in the Latin script, those left out that English or Italian have too.
_OTHERS = {
    "fr": "je tu de en que vous nous ils elle est sont suis être avoir avez avons dans pour avec sur pas les des une du au aux ce cette ces qui que mais "
    "bonjour merci votre vos mon oui très bien alors donc quand c'est j'ai",
    "de": "ich du sie wir ihr ist sind bin war haben hat habe der das den dem des ein eine einen nicht und oder aber mit für auf von zu im "
    "wenn dass auch nur noch schon bitte danke guten hallo kein mein ihre",
    "es": "yo de en cuenta llamamos llamo usted ustedes nosotros es está son soy estoy ser el los las unos por para con pero muy sí que qué cómo cuando donde esto esta "
    "este su sus mi gracias hola buenos días tiene tengo puede hay",
    "pt": "eu de é conta precisa aqui foi você vocês nós é são sou está estou ser o os as um uma do da dos das em no na para por com mas muito não sim que quando isto "
    "esta este seu sua meu obrigado olá bom dia tem tenho pode",
    "nl": "ik jij je u wij zij het een de van en is zijn ben niet met voor op aan maar ook als dat dit deze wat hoe waar heeft heb hebben "
    "uw mijn dank hallo goedemorgen wordt kunnen",
    "pl": "ja ty pan pani my oni jest są nie tak to w na z do się że jak co kiedy gdzie ale dla przez czy mam ma proszę dziękuję dzień dobry "
    "moje twoje tego",
    "ro": "eu de tu dumneavoastră noi ei este sunt nu da și în la cu de pe pentru că ce cum când unde dar am aveți mulțumesc bună ziua vă mai",
    "sv": "jag du ni vi de är var inte och att det som en ett på med för av till har hade kan vill men om så här där tack hej",
    "da": "jeg du vi de er var ikke og at det som en et på med for af til har havde kan vil men om så her der tak hej",
    "no": "jeg du vi de er var ikke og at det som en et på med for av til har hadde kan vil men om så her der takk hei",
    "tr": "ben sen siz biz ve bir bu şu o için ile değil var yok ne nasıl nerede ama çok evet hayır merhaba teşekkür ederim olarak",
    "cs": "já ty vy my oni je jsou jsem není a v na z do se že jak co kdy kde ale pro nebo mám má prosím děkuji dobrý den vaše",
    "hu": "én te ön mi ők van nem igen és a az egy hogy mit hol mikor de vagy kérem köszönöm jó napot nincs ez csak",
    "fi": "minä sinä te me he on ei ja se että mitä miten missä mutta kun niin hyvää päivää kiitos ovat olen teidän",
    "sq": "unë ti ju ne ata është janë jo po dhe në me për nga që çfarë si kur ku por faleminderit",
    "hr": "ja ti vi mi oni je su nije da i u na s za se što kako kada gdje ali hvala dobar dan vaš imate",
    "id": "saya anda kami mereka adalah tidak ya dan di ke dari yang untuk dengan ini itu apa bagaimana kapan tetapi terima kasih",
}
_WORDS = {lang: frozenset(words.split()) for lang, words in _OTHERS.items()}
_SHARED = frozenset(
    "a e o i in no do me come on or so as at is it he the and to my un la le lo il di da con si per non se al del ma su qui qua che quando "
    "dove sono una uno tu noi mi vi ne ci ha hai tutti bene ora poi era sei vale da al dal van till over men for man am as was we be are by "
    "this that will dog an us any all not can just".split()
)


def not_spoken(turns: Sequence[Turn]) -> bool:
    """Whether the words are surely of another language than English and Italian."""
    text = " ".join(turn.text[:READ] for turn in turns[:200])[:READ].lower()
    letters = sum(c.isalpha() for c in text)
    if sum(c.isalpha() and ord(c) > 0x36F for c in text) > letters / 2:
        return True  # Greek, Cyrillic, Arabic, Chinese ...
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text)
    if len(words) < FEWEST_WORDS:
        return False
    ours = language_of(text)[1]
    most, kinds = max(_hits(words, common) for common in _WORDS.values())
    return kinds >= 2 and most >= OTHER_SHARE * len(words) and most > 1.5 * ours * len(words)


def _hits(words: list[str], common: frozenset[str]) -> tuple[int, int]:
    found = [w for w in words if w in common and w not in _SHARED]
    return len(found), len(set(found))
