"""Verdict in, advice out."""
