"""What is minimised: an abstract f, given gradients, an expression, a named function, a model."""
