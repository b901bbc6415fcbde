"""Show scores to people: frames and records come in, words, pictures and pages go out."""
