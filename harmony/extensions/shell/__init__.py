"""shell.run: runs a program."""
