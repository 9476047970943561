"""`python -m hwsolve` is the same as `hwsolve`."""

from hwsolve.command_line import main

if __name__ == "__main__":
    main()
