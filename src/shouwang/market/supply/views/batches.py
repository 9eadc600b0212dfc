"""Batches at the collection point: opening, weighing in, closing, labels to print."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwang.kernel.lazily import lazily
from shouwang.ledger.queries import balance
from shouwang.market.certification.queries import certificates_of
from shouwang.market.members.views import signed_in
from shouwang.market.suppliers.guards import for_staff
from shouwang.market.suppliers.models import Supplier
from shouwang.market.suppliers.places import place_names
from shouwang.market.suppliers.rules import COLLECT, WORK
from shouwang.market.supply import operations, queries
from shouwang.market.supply.errors import BatchUnknown, SupplyError
from shouwang.market.supply.forms import BatchForm, IntakeForm, StepForm
from shouwang.market.supply.models import Batch, BatchStep
from shouwang.market.supply.policy import crops, words
from shouwang.market.supply.rules import batch_account

if TYPE_CHECKING:
    import segno
else:
    segno = lazily("segno")

SHEET = 24  # labels on an A4 sheet, three in a row
ANYBODY = COLLECT | {"packer"}


@for_staff(ANYBODY)
@require_http_methods(["GET", "POST"])
def batches(request: HttpRequest, supplier: Supplier) -> HttpResponseBase:
    """Batches, open ones first, and opening another."""
    today = timezone.localdate()
    held = [
        (str(one.pk), f"{one.number} {one.product}") for one in certificates_of(supplier, today)
    ]
    form = BatchForm(
        request.POST or None, certificates=held, initial={"origin_code": supplier.village_code}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = operations.open_batch(
                id=form.act_id,
                supplier=supplier,
                batch=form.batch(),
                by=signed_in(request),
                at=timezone.now(),
            )
        except SupplyError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("batch", made.pk)
    known = crops()
    lines = queries.batches_of(supplier.pk)
    rows = [{"line": one, "crop": known[one.batch.crop].name} for one in lines]
    given = {"rows": rows, "form": form}
    return TemplateResponse(
        request, "supply/batches.html", given, status=422 if form.is_bound else 200
    )


@for_staff(ANYBODY)
@require_safe
def batch(request: HttpRequest, supplier: Supplier, number: UUID) -> HttpResponseBase:
    """One batch: weighing in while it is open, then listing and labels."""
    return _batch_page(request, supplier, _own(supplier, number))


@for_staff(COLLECT)
@require_POST
def intake_add(request: HttpRequest, supplier: Supplier, number: UUID) -> HttpResponseBase:
    """One weighing; the next begins with the same grade and harvest."""
    found = _own(supplier, number)
    form = IntakeForm(request.POST, plots=_plots(supplier, found))
    if form.is_valid():
        try:
            made = operations.take_in(
                act_id=form.act_id,
                batch=number,
                supplier=supplier,
                weighed=form.weighed(),
                by=signed_in(request),
                at=timezone.now(),
            )
        except SupplyError as refusal:
            form.add_error("kilograms", str(refusal))
        else:
            messages.success(request, _("已收 %(kg)s 千克。") % {"kg": f"{made.grams / 1000:g}"})
            kept = f"?grade={made.grade}&harvested_on={made.harvested_on}"
            return redirect(reverse("batch", args=[number]) + kept)
    return _batch_page(request, supplier, found, intake_form=form)


@for_staff(WORK)
@require_POST
def batch_close(request: HttpRequest, supplier: Supplier, number: UUID) -> HttpResponseBase:
    """Close the batch."""
    try:
        operations.close_batch(batch=number, supplier=supplier, at=timezone.now())
    except BatchUnknown as error:
        raise Http404 from error
    except SupplyError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已封批，可以上架、打印标签。"))
    return redirect("batch", number)


@for_staff(ANYBODY)
@require_POST
def step_add(request: HttpRequest, supplier: Supplier, number: UUID) -> HttpResponseBase:
    """What was done to the batch."""
    found = _own(supplier, number)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _batch_page(request, supplier, found, step_form=form)
    operations.record_step(
        act_id=form.act_id,
        batch=number,
        supplier=supplier,
        kind=BatchStep.Kind(form.cleaned_data["kind"]),
        on=form.cleaned_data["on"],
        words=form.cleaned_data["words"],
        by=signed_in(request),
        at=timezone.now(),
    )
    messages.success(request, _("已记下，溯源页上会显示。"))
    return redirect("batch", number)


@for_staff(ANYBODY)
@require_safe
def batch_labels(request: HttpRequest, supplier: Supplier, number: UUID) -> HttpResponseBase:
    """A sheet of A4 with the batch's QR code and its code in signs, to cut and stick on boxes."""
    found = _own(supplier, number)
    given = {
        "batch": found,
        "supplier": supplier,
        "labels": range(SHEET),
        "qr": qr_svg(request.build_absolute_uri(trace_address(found.code))),
    }
    return TemplateResponse(request, "supply/labels.html", given)


def qr_svg(text: str) -> str:
    """A QR code as inline SVG, without styles of its own."""
    made = segno.make(text, error="m", micro=False)
    return mark_safe(made.svg_inline(scale=4, border=2, omitsize=True))


def trace_address(code: str) -> str:
    """Where anybody reads about the batch; the front page while that room is not there."""
    try:
        return reverse("trace", args=[code])
    except NoReverseMatch:
        return "/"


def _own(supplier: Supplier, number: UUID) -> Batch:
    found = Batch.objects.filter(pk=number, supplier=supplier).first()
    if found is None:
        raise Http404
    return found


def _batch_page(
    request: HttpRequest,
    supplier: Supplier,
    found: Batch,
    *,
    intake_form: IntakeForm | None = None,
    step_form: StepForm | None = None,
) -> HttpResponseBase:
    today = timezone.localdate()
    grades = words("intake_grades")
    given = {
        "batch": found,
        "crop": crops()[found.crop].name,
        "place": place_names([found.origin_code], on=today).get(found.origin_code, ""),
        "left_grams": balance(batch_account(found.pk)).available,
        "sums": [(grades.get(g, g), n) for g, n in queries.grade_sums(found.pk).items()],
        "intakes": _intakes(supplier, found, grades),
        "steps": found.steps.order_by("-on", "-at", "pk"),
        "trace_href": trace_address(found.code),
        "goods_href": _address("batch_listing", found.pk),
        "intake_form": intake_form or _next_intake(request, supplier, found),
        "step_form": step_form or StepForm(initial={"on": today}),
    }
    refused = (intake_form or step_form) is not None
    return TemplateResponse(request, "supply/batch.html", given, status=422 if refused else 200)


def _next_intake(request: HttpRequest, supplier: Supplier, found: Batch) -> IntakeForm | None:
    if found.is_closed:
        return None
    kept = {
        "grade": request.GET.get("grade", "first"),
        "harvested_on": request.GET.get("harvested_on", str(timezone.localdate())),
    }
    return IntakeForm(plots=_plots(supplier, found), initial=kept)


def _intakes(supplier: Supplier, found: Batch, grades: dict[str, str]) -> list[dict[str, Any]]:
    shown = {
        one.link.pk: one.shown
        for one in queries.links_with_plots(supplier.pk, on=timezone.localdate(), crop=found.crop)
    }
    rows = found.intakes.order_by("-at", "pk")[:300]
    return [
        {"intake": one, "who": shown.get(one.link, "—"), "grade": grades.get(one.grade, one.grade)}
        for one in rows
    ]


def _plots(supplier: Supplier, found: Batch) -> list[tuple[str, str]]:
    """The plots of the batch's crop, each by its household's number."""
    lines = queries.links_with_plots(supplier.pk, on=timezone.localdate(), crop=found.crop)
    unit = words("plot_counts")[crops()[found.crop].by]
    return [
        (str(plot.pk), f"{line.shown} · {plot.size} {unit}{' · ' if plot.name else ''}{plot.name}")
        for line in lines
        for plot in line.plots
    ]


def _address(name: str, *args: Any) -> str:
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
