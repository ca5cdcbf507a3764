"""Telling others: reports, letters, the card for the telephone table, and calls to practise on. Drafts only; nothing is ever sent."""
