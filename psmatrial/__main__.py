"""Run the command line: ``python -m psmatrial``."""

from psmatrial.cli import main

if __name__ == "__main__":
    main()
