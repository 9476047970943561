"""Problems of optimization: objectives, runs of a method on one, and what is known about them."""
