"""Find the two sides of a pair of countries in a sentence, and whether it speaks of their dealings."""
