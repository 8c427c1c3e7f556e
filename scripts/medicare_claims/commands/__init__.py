"""One module per command: arguments in, words and an exit status out."""
