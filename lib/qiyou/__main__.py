"""__main__ — python -m qiyou -> the command line."""

from qiyou.cli import main

if __name__ == "__main__":
    main()
