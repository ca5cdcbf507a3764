"""When a call came, and calls before it: evidence from outside the words."""
