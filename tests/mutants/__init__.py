"""The measure of the checker: plant a mistake, carry it on, and see whether it is found and named."""
