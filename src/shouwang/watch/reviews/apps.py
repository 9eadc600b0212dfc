from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """Democratic reviews, public notices and their papers."""

    name = "shouwang.watch.reviews"
    label = "reviews"
