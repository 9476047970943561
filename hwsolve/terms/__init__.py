"""Terms and operations: mathematics that can be printed, evaluated and differentiated."""
