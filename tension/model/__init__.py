"""Judge words: masked names, phrases and rules in, probabilities with their reasons out."""
