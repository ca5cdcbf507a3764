"""How often it warns, how often wrongly, how early, and how sure it may be: measured on labelled calls.

Needs the extra ``evaluate`` (numpy, scikit-learn, matplotlib); nothing on other paths imports this room.
``docs/evaluating.md`` tells what every figure means.
"""
