"""How mathematics is written: one tree, and the printers that set it in text, boxes and LaTeX."""
