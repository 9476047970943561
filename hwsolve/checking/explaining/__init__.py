"""Why a number is wrong: mutants of rules, things mistaken for others, slips of the pen."""
