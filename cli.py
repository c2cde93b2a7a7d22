"""Run psmatrial from a checkout: ``python cli.py compare --example``."""

from psmatrial.cli import main

if __name__ == "__main__":
    main()
