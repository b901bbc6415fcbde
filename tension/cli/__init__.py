"""The command line: every command parses, makes one call, and prints. The only room that prints or exits."""
