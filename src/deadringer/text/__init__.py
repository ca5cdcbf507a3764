"""Turns in, evidence out."""
