"""Article frames to an index frame: copies joined, sources levelled, periods averaged with intervals; knows no text."""
