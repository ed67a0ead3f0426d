"""Invented articles and the shapes' examples."""
