"""The government's half: households that agreed to supply, applications, certificates."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from shouwang.bridge import operations as bridge
from shouwang.bridge.models import Application, Certificate, Link, SupplierCard
from shouwang.bridge.rules import typed
from shouwang.demo.market.goods import COOPERATIVES, COUNTY, Cooperative, Good, number
from shouwang.demo.market.reports import LABORATORY, kept_report
from shouwang.kernel.scope import Scope, entered
from shouwang.watch.papers.rendering import fonts
from shouwang.watch.registry.models import Household

HOUSEHOLDS = 14  # of each cooperative
DAYS = 400  # so long ago it began
NAMED = 2  # how many of each agreed to be thanked by name
PASS = "shouwang-demo"


def load(*, at: datetime) -> int:
    """Cards, links and certificates as of `at`; how many links were made: none the second time."""
    with entered(Scope.everywhere()), transaction.atomic():
        if SupplierCard.objects.filter(pk=COOPERATIVES[0].number).exists():
            return 0
        for cooperative in COOPERATIVES:
            _load(cooperative, _began(at))
        _still_waiting(COOPERATIVES[0], at)
        return Link.objects.filter(supplier__in=[one.number for one in COOPERATIVES]).count()


def _began(at: datetime) -> datetime:
    day = timezone.localdate(at) - timedelta(days=DAYS)
    return timezone.make_aware(datetime.combine(day, time(9)))


def _load(cooperative: Cooperative, began: datetime) -> None:
    bridge.put_card(
        id=cooperative.number,
        name=cooperative.name,
        kind="cooperative",
        region_code=COUNTY,
    )
    links = _links(cooperative, began)
    for good in cooperative.goods:
        _certify(cooperative, good, links, began)


def _links(cooperative: Cooperative, began: datetime) -> list[Link]:
    homes = Household.objects.filter(
        region_code__startswith=cooperative.township, lifted_on__isnull=False
    ).order_by("number")[:HOUSEHOLDS]
    made = []
    for index, home in enumerate(homes):
        link, _secret = bridge.agree(
            id=number("link", cooperative.name, home.number),
            supplier=cooperative.number,
            household=home.number,
            region_code=home.region_code,
            on=timezone.localdate(began),
            may_honour=index < NAMED,
        )
        made.append(link)
    # One pass for the demonstration's households; real ones are drawn and shown once.
    digest = make_password(typed(PASS))
    Link.objects.filter(pk__in=[one.pk for one in made]).update(pass_digest=digest)
    return made


def _certify(cooperative: Cooperative, good: Good, links: list[Link], began: datetime) -> None:
    application = _handed_in(
        _application(cooperative, good, began), {link.pk: began for link in links}
    )
    bridge.answer(application.pk, state=Application.State.CERTIFIED)
    first = timezone.localdate(began) + timedelta(days=20)
    bridge.certify(
        Certificate(
            id=application.pk,
            number=f"RJ{first:%Y%m%d}{str(application.pk)[:6].upper()}",
            application=application,
            supplier_id=cooperative.number,
            region_code=COUNTY,
            product=good.name,
            category=good.category,
            valid_from=first,
            valid_until=first.replace(year=first.year + 3, day=min(first.day, 28)),
        )
    )


def _application(cooperative: Cooperative, good: Good, at: datetime) -> Application:
    tested = timezone.localdate(at) - timedelta(days=12)
    item = "drugs" if good.category in {"egg", "honey"} else "residues"
    share = cooperative.share_per_mille / 10
    return Application(
        id=number("application", cooperative.name, good.name),
        supplier_id=cooperative.number,
        supplier_name=cooperative.name,
        region_code=COUNTY,
        product=good.name,
        category=good.category,
        quality=[
            {
                "item": item,
                "on": tested.isoformat(),
                "by": LABORATORY,
                "result": "未检出",
                "passed": True,
            }
        ],
        unit=good.packages[0].title,
        price_fen=good.packages[0].price_fen,
        market_prices=[
            {"where": where, "on": tested.isoformat(), "fen": fen}
            for where, fen in zip(
                ("赣州演示批发市场", "演示电商平台", "演示商超"), good.market_fen, strict=False
            )
        ],
        households_text=f"{HOUSEHOLDS}户以产品入社，货款 {share:g}% 归农户",
        submitted_at=at,
    )


def _still_waiting(cooperative: Cooperative, at: datetime) -> None:
    """One application that the county's desk finds waiting."""
    fresh = cooperative.goods[0]
    links = Link.objects.filter(supplier_id=cooperative.number).order_by("number")[:6]
    application = _application(cooperative, fresh, at - timedelta(days=2))
    application.pk = number("application waiting", cooperative.name)
    application.product = "脐橙果干"
    application.category = "dried"
    application.unit, application.price_fen = "250克袋装", 2680
    application.market_prices = [
        {**one, "fen": fen}
        for one, fen in zip(application.market_prices, (2980, 2880, 2780), strict=False)
    ]
    _handed_in(application, {link.pk: at - timedelta(days=3) for link in links})


def _handed_in(application: Application, links: Mapping[UUID, datetime]) -> Application:
    """Sent to the county with the report of each test, where papers can be set here at all."""
    reports = []
    for test in application.quality if fonts.has_chinese() else ():
        tested = date.fromisoformat(test["on"])
        report = kept_report(
            application.supplier_id,
            application.supplier_name,
            application.product,
            test["item"],
            tested,
        )
        test |= {"digest": report.digest, "file": report.name}
        reports.append(report)
    return bridge.apply(application, links, reports)
