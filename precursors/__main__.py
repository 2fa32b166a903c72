"""`python -m precursors`: the same command, where its script is not on the path."""

from precursors.cli.main import main

main()
