gate-too-many = We received too many requests in a row. Wait a few minutes and try again, or write to us through the help channels.
