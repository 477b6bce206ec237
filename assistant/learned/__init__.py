"""What was fitted on questions with known answers: weights in reviewed JSON, read here, made by `policy eval train`."""
