"""The supplier's own goods: a list with stock, and one page to make, price and show a product."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shouwang.bridge.queries import certified_ids, valid_certificates
from shouwang.kernel import excel
from shouwang.kernel.findings import Finding
from shouwang.market.catalogue import codes, operations, queries
from shouwang.market.catalogue.forms import PictureForm, ProductForm, VariantForm
from shouwang.market.catalogue.models import Picture, Product, Variant
from shouwang.market.catalogue.pictures import MOST_BYTES
from shouwang.market.catalogue.views.filling import (
    NEW_VARIANT,
    form_of,
    new_form,
    product_form_of,
)
from shouwang.market.members.bodies import takes_files
from shouwang.market.members.views import signed_in
from shouwang.market.suppliers import taking
from shouwang.market.suppliers.errors import NotYours
from shouwang.market.suppliers.models import Role, Supplier, Taking
from shouwang.market.suppliers.queries import acting

ROLES = (Role.OWNER, Role.MANAGER)


def _supplier(request: HttpRequest) -> Supplier:
    try:
        return acting(signed_in(request), ROLES)
    except NotYours as refusal:
        raise PermissionDenied(str(refusal)) from refusal


def _own(request: HttpRequest, number: int) -> Product:
    own = Product.objects.select_related("supplier")
    return get_object_or_404(own, pk=number, supplier=_supplier(request))


@require_safe
@login_required
def goods(request: HttpRequest) -> HttpResponseBase:
    """Every variant of the supplier with price, stock and whether it can be bought."""
    supplier = _supplier(request)
    rows, is_few = _rows(supplier), request.GET.get("left") == "few"
    if is_few:
        few = queries.few_left(supplier, on=timezone.localdate())
        rows = [row for row in rows if row["is_sold"] and row["left"] <= few]
    if request.GET.get("format") == "xlsx":
        return _sheet(request, supplier, rows)
    bare = Product.objects.filter(supplier=supplier, variants=None).order_by("-pk")
    context = {
        "columns": _columns(),
        "rows": rows,
        "bare": [] if is_few else bare,
        "is_few": is_few,
        "export": "?left=few&format=xlsx" if is_few else "?format=xlsx",
    }
    return TemplateResponse(request, "catalogue/goods.html", context)


def _rows(supplier: Supplier) -> list[dict[str, Any]]:
    """Four statements, however many variants."""
    variants = list(
        Variant.objects.filter(product__supplier=supplier)
        .select_related("product")
        .order_by("-product_id", "price_fen", "pk")
    )
    left, units = queries.pieces_left(variants), codes.units()
    asked = {one.product.certificate for one in variants if one.product.certificate}
    holding = certified_ids(asked, timezone.localdate()) if asked else set()
    return [
        {
            "name": one.product.name,
            "href": reverse("goods_edit", args=[one.product_id]),
            "title": one.title,
            "unit": units.get(one.unit, one.unit),
            "price": one.price_fen,
            "left": left.get(one.pk, 0),
            "state": _state(one, holding),
            "is_sold": one.product.is_on_sale and one.is_on_sale,
        }
        for one in variants
    ]


def _state(variant: Variant, holding: set[Any]) -> str:
    product = variant.product
    if product.certificate and product.certificate not in holding:
        return _("证书失效，已停售")
    return _("在售") if product.is_on_sale and variant.is_on_sale else _("未上架")


def _columns() -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": _("商品"), "href": "href", "note": "title"},
        {"key": "unit", "label": _("单位")},
        {"key": "price", "label": _("单价"), "unit": _("元"), "kind": "amount"},
        {"key": "left", "label": _("可卖件数"), "kind": "number"},
        {"key": "state", "label": _("状态")},
    ]


def _sheet(request: HttpRequest, supplier: Supplier, rows: list[dict[str, Any]]) -> FileResponse:
    sheet = [
        (excel.Column(_("商品"), width=24), "name"),
        (excel.Column(_("规格"), width=18), "title"),
        (excel.Column(_("单位")), "unit"),
        (excel.Column(_("单价（元）"), excel.Cell.YUAN), "price"),
        (excel.Column(_("可卖件数"), excel.Cell.NUMBER), "left"),
        (excel.Column(_("状态"), width=20), "state"),
    ]
    cells = ([row[key] for _column, key in sheet] for row in rows)
    now = timezone.localtime().strftime("%Y-%m-%d %H:%M")
    said = [(_("商家"), supplier.name), (_("导出时间"), now)]
    written = excel.write(_("商品"), [column for column, _key in sheet], cells, said)
    taking.write_down(
        by=signed_in(request),
        at=timezone.now(),
        kind=Taking.Kind.GOODS,
        rows=written.rows,
        supplier=supplier,
    )
    name = f"{_('商品')}-{timezone.localdate()}.xlsx"
    return excel.handed_over(written, name)


def _certificates(supplier: Supplier) -> list[tuple[str, str]]:
    found = valid_certificates(timezone.localdate(), supplier=supplier.pk)
    return [(str(one.pk), f"{one.number} {one.product}") for one in found]


@require_http_methods(["GET", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponseBase:
    """Name a product, from a certificate where there is one."""
    supplier = _supplier(request)
    certificates = _certificates(supplier)
    begun = {"key": uuid4(), "certificate": certificates[0][0] if certificates else ""}
    form = ProductForm(request.POST or None, initial=begun, certificates=certificates)
    if request.method == "POST" and form.is_valid():
        made = operations.make(
            key=form.cleaned_data["key"],
            supplier=supplier,
            certificate=form.cleaned_data["certificate"] or None,
            given=form.words() | {"origin_code": supplier.village_code},
            season=form.season(),
            by=signed_in(request),
            at=timezone.now(),
        )
        if made.value is not None:
            messages.success(request, _("商品建好了。接着填规格和价格，再放图片、上架。"))
            return redirect("goods_edit", made.value.pk)
        _add(form, made.findings)
    context = {"form": form, "certificates": certificates}
    status = 422 if form.is_bound else 200
    return TemplateResponse(request, "catalogue/goods_new.html", context, status=status)


@require_http_methods(["GET", "POST"])
@login_required
def edit(request: HttpRequest, number: int) -> HttpResponseBase:
    """Everything of one product."""
    product = _own(request, number)
    if request.method == "GET":
        return _page(request, product)
    form = product_form_of(product, request)
    if not form.is_valid():
        return _page(request, product, product_form=form)
    operations.change(
        product=product,
        given=form.words(),
        season=form.season(),
        by=signed_in(request),
        at=timezone.now(),
    )
    messages.success(request, _("已保存。"))
    return redirect("goods_edit", product.pk)


@require_POST
@login_required
def variant(request: HttpRequest, number: int) -> HttpResponseBase:
    """Add a variant, or change the one with the same key."""
    product = _own(request, number)
    form = VariantForm(request.POST, auto_id=NEW_VARIANT)
    if form.is_valid():
        put = operations.put_variant(
            key=form.cleaned_data["key"],
            product=product,
            given=form.words(),
            steps=form.steps(),
            by=signed_in(request),
            at=timezone.now(),
        )
        if put.value is not None:
            messages.success(request, _("规格已保存。"))
            return redirect("goods_edit", product.pk)
        _add(form, put.findings)
    return _page(request, product, variant_form=form)


@takes_files(lambda: MOST_BYTES)
@require_POST
@login_required
def add_picture(request: HttpRequest, number: int) -> HttpResponseBase:
    """Add a picture behind the others."""
    product = _own(request, number)
    form = PictureForm(request.POST, request.FILES)
    if form.is_valid():
        added = operations.add_picture(
            product=product,
            file=form.cleaned_data["picture"],
            alt=form.cleaned_data["alt"],
            by=signed_in(request),
            at=timezone.now(),
        )
        if added.value is not None:
            messages.success(request, _("图片已添加。"))
            return redirect("goods_edit", product.pk)
        _add(form, added.findings)
    return _page(request, product, picture_form=form)


@require_POST
@login_required
def remove_picture(request: HttpRequest, picture: int) -> HttpResponseBase:
    """Take a picture off the product."""
    supplier = _supplier(request)
    found = get_object_or_404(Picture, pk=picture, product__supplier=supplier)
    operations.remove_picture(picture=found, by=signed_in(request), at=timezone.now())
    messages.success(request, _("图片已撤下。"))
    return redirect("goods_edit", found.product_id)


@require_POST
@login_required
def sale(request: HttpRequest, number: int) -> HttpResponseBase:
    """Put on sale, or take off."""
    product, member, at = _own(request, number), signed_in(request), timezone.now()
    if request.POST.get("to") != "on":
        operations.take_off(product=product, by=member, at=at)
        messages.success(request, _("已下架。已经下的订单照常发货。"))
        return redirect("goods_edit", product.pk)
    put = operations.put_on_sale(product=product, by=member, at=at)
    if put.value is None:
        return _page(request, product, findings=put.findings)
    messages.success(request, _("已上架。"))
    return redirect("goods_edit", product.pk)


def _page(
    request: HttpRequest,
    product: Product,
    *,
    product_form: ProductForm | None = None,
    variant_form: VariantForm | None = None,
    picture_form: PictureForm | None = None,
    findings: tuple[Finding, ...] = (),
) -> HttpResponseBase:
    variants = list(product.variants.order_by("price_fen", "pk").prefetch_related("tiers"))
    left = queries.pieces_left(variants)
    context = {
        "product": product,
        "findings": findings,
        "product_form": product_form or product_form_of(product),
        "variants": [(one, form_of(one, variant_form), left.get(one.pk, 0)) for one in variants],
        "variant_form": new_form(variants, variant_form),
        "picture_form": picture_form or PictureForm(),
        "pictures": product.pictures.all(),
    }
    is_refused = product_form or variant_form or picture_form or findings
    return TemplateResponse(
        request, "catalogue/goods_edit.html", context, status=422 if is_refused else 200
    )


def _add(form: forms.Form, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        form.add_error(None, finding.message)
