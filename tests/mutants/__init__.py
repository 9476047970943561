"""The measure of the checker: plant a mistake, carry it on, see whether it is found and named."""
