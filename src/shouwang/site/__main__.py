"""`python -m shouwang.site` is the command `shouwang`."""

from shouwang.site.cli import main

if __name__ == "__main__":
    main()
