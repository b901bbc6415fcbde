"""Measure from news text how cooperative or confrontational the relations of two countries are."""
