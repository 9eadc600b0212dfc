"""Democratic reviews, public notices and their papers."""
