"""Rewrite the kept outputs, to be looked at in the difference: python -m tests.golden"""

from tests.golden.outputs import CASES, FOLDER, printed

for kept in FOLDER.glob("*-*.txt"):
    if kept.name not in CASES:
        kept.unlink()
for name, case in CASES.items():
    (FOLDER / name).write_text(printed(*case), encoding="utf-8")
