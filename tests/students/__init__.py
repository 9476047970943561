"""Students by plain arithmetic: programs that work problems out and know nothing of hwsolve.

Each kind of problem has a program of one page, which is written three times over by the same
lines: by a student who rounds as they please (`writing`), by one who has a misconception (a switch
of the program), and by everybody at once (`numbers.Range`: all that an honest student could have
had). Only `judged` knows hwsolve; it hands in what was written.
"""
