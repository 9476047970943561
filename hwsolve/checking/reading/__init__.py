"""What somebody wrote: answer files, numbers with the digits they show, formulas in ids."""
