"""Background job: telling villages which notices are over, every morning."""

from django.utils import timezone
from procrastinate.contrib.django import app

from shouwang.kernel.scope import Scope, entered
from shouwang.watch.reviews.operations import tell_over


@app.periodic(cron="35 23 * * *")  # 07:35 in China: procrastinate counts in UTC
@app.task(name="reviews.tell_over", queue="reviews", lock="reviews.tell_over")
def tell_of_notices(timestamp: int) -> None:
    """Tell villages what is to be taken down."""
    with entered(Scope.everywhere()):
        tell_over(at=timezone.now())
