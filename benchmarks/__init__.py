"""What the product costs, on servers of its own and with a load generator of its own: `make bench`."""
