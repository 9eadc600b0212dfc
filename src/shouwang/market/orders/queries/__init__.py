"""Reading carts and orders."""
