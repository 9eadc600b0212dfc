"""What the market offers: products, their variants and prices, pictures, and what search reads."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from shouwang.market.suppliers.models import Kind, Supplier

PLACE_SHAPE = r"^\d{12}$"
DIGEST_SHAPE = r"^[0-9a-f]{64}$"
ALL_MONTHS = 0b1111_1111_1111


class Product(models.Model):
    """One thing that a supplier offers, in one or more variants.

    `certificate` is the certificate it was made from (the bridge's number), for its whole life: a
    product with one that does not hold today is not shown and cannot be bought. A product without
    one is sold as an ordinary product and promises no help to households.
    `key` is made by the form, so that a form sent twice makes one product.
    """

    key = models.UUIDField(unique=True, editable=False)
    supplier = models.ForeignKey(Supplier, models.PROTECT, related_name="products")
    name = models.CharField(_("名称"), max_length=60)
    summary = models.CharField(_("一句话介绍"), max_length=120, blank=True)
    description = models.TextField(_("详细介绍"), max_length=4000, blank=True)
    category = models.CharField(_("类别"), max_length=20)
    origin_code = models.CharField(_("产地"), max_length=12)
    certificate = models.UUIDField(_("认定证书"), null=True, db_index=True)
    shelf_life = models.CharField(_("保质期和保存"), max_length=120, blank=True)
    freight_note = models.CharField(_("运费说明"), max_length=120, blank=True)
    households = models.PositiveIntegerField(_("带动户数"), default=0)
    is_on_sale = models.BooleanField(_("在售"), default=False)
    made_at = models.DateTimeField(_("建立时间"))
    listed_at = models.DateTimeField(_("上架时间"), null=True)
    is_demonstration = models.BooleanField(_("演示"), default=False)

    class Meta:
        verbose_name = _("商品")
        constraints = [
            models.CheckConstraint(
                condition=Q(origin_code__regex=PLACE_SHAPE), name="product_origin_12_digits"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(category=""), name="product_named_in_a_category"
            ),
            models.CheckConstraint(
                condition=Q(is_on_sale=False) | Q(listed_at__isnull=False),
                name="product_on_sale_since",
            ),
        ]
        indexes = [models.Index(fields=["supplier", "-id"], name="product_of_supplier")]

    def __str__(self) -> str:
        return self.name


class Season(models.Model):
    """The months in which a product is fresh; from November to January when the last is earlier."""

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True)
    first_month = models.PositiveSmallIntegerField(_("从几月"))
    last_month = models.PositiveSmallIntegerField(_("到几月"))

    class Meta:
        verbose_name = _("上市季节")
        constraints = [
            models.CheckConstraint(
                condition=Q(first_month__range=(1, 12), last_month__range=(1, 12)),
                name="season_of_months",
            ),
        ]


class Variant(models.Model):
    """What is put into the cart: a grade in a package, with its price.

    `grams` are what one piece takes from certified stock; `gross_grams`, with package, decide the
    freight. The account `stock:<id>` of the ledger says how many there are.
    """

    key = models.UUIDField(unique=True, editable=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="variants")
    title = models.CharField(_("规格"), max_length=60)
    grade = models.CharField(_("等级"), max_length=20, blank=True)
    unit = models.CharField(_("单位"), max_length=20)
    grams = models.PositiveIntegerField(_("净重（克）"))
    gross_grams = models.PositiveIntegerField(_("毛重（克）"))
    price_fen = models.PositiveBigIntegerField(_("单价（分）"))
    batch = models.UUIDField(_("批次"), null=True, db_index=True)
    is_on_sale = models.BooleanField(_("在售"), default=True)

    class Meta:
        verbose_name = _("规格")
        constraints = [
            models.UniqueConstraint(fields=["product", "title"], name="variant_title_once"),
            models.CheckConstraint(
                condition=Q(grams__gt=0, gross_grams__gte=F("grams")), name="variant_has_weight"
            ),
            models.CheckConstraint(condition=Q(price_fen__gt=0), name="variant_has_price"),
        ]

    def __str__(self) -> str:
        return self.title


class Tier(models.Model):
    """A lower price from so many pieces on."""

    variant = models.ForeignKey(Variant, models.CASCADE, related_name="tiers")
    least = models.PositiveIntegerField(_("起购数量"))
    price_fen = models.PositiveBigIntegerField(_("单价（分）"))

    class Meta:
        verbose_name = _("阶梯价")
        constraints = [
            models.UniqueConstraint(fields=["variant", "least"], name="tier_once"),
            models.CheckConstraint(
                condition=Q(least__gte=2, price_fen__gt=0), name="tier_of_several_for_a_price"
            ),
        ]


class Picture(models.Model):
    """A picture of a product; its files lie under the digest of what was uploaded, one a width."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="pictures")
    digest = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField(_("宽"))
    height = models.PositiveSmallIntegerField(_("高"))
    alt = models.CharField(_("图片说明"), max_length=80)
    position = models.PositiveSmallIntegerField(_("顺序"))
    added_at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = _("图片")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["product", "digest"], name="picture_once"),
            models.CheckConstraint(
                condition=Q(digest__regex=DIGEST_SHAPE), name="picture_digest_shape"
            ),
            models.CheckConstraint(
                condition=Q(width__gt=0, height__gt=0) & ~Q(alt=""), name="picture_described"
            ),
        ]


class ProductEvent(models.Model):
    """What was done to a product: made, changed, repriced, put on sale, taken off. Only added."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="events")
    variant = models.ForeignKey(Variant, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(_("事项"), max_length=20)
    price_fen = models.PositiveBigIntegerField(_("单价（分）"), null=True)
    words = models.CharField(_("说明"), max_length=200, blank=True)
    by = models.ForeignKey("members.Member", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = _("商品记录")
        indexes = [models.Index(fields=["product", "-at"], name="product_event_newest")]


class Entry(models.Model):
    """A product as search knows it: written whenever the product changes, read by lists alone.

    `terms` are the pieces by which it is found (rules/terms.py); they are looked up in their index
    and never read from the row.
    `months` has a bit for each month of the season, the lowest for January.
    """

    product = models.OneToOneField(Product, models.CASCADE, primary_key=True, related_name="entry")
    supplier = models.ForeignKey(Supplier, models.CASCADE, related_name="+", db_index=False)
    supplier_kind = models.CharField(max_length=12, choices=Kind.choices)
    category = models.CharField(max_length=20)
    origin_code = models.CharField(max_length=12)
    certificate = models.UUIDField(null=True)
    price_fen = models.PositiveBigIntegerField()
    months = models.PositiveSmallIntegerField(default=ALL_MONTHS)
    sold = models.PositiveIntegerField(default=0)
    listed_at = models.DateTimeField()
    spelt = models.TextField()
    terms = ArrayField(models.TextField())

    class Meta:
        verbose_name = _("检索条目")
        constraints = [
            models.CheckConstraint(
                condition=Q(months__range=(1, ALL_MONTHS)), name="entry_of_some_months"
            ),
        ]
        indexes = [
            GinIndex(fields=["terms"], name="entry_terms", fastupdate=False),
            models.Index(F("sold").desc(), F("product_id").desc(), name="entry_by_sales"),
            models.Index(F("listed_at").desc(), F("product_id").desc(), name="entry_newest"),
            models.Index(fields=["price_fen", "product"], name="entry_by_price"),
            models.Index(fields=["supplier", "product"], name="entry_of_supplier"),
        ]


class Word(models.Model):
    """A word that search proposes while somebody types, with how many products it finds."""

    class Sort(models.TextChoices):
        PRODUCT = "product", _("商品")
        PLACE = "place", _("产地")
        SUPPLIER = "supplier", _("商家")

    text = models.CharField(max_length=80)
    sort = models.CharField(max_length=10, choices=Sort.choices)
    spelt = models.CharField(max_length=400)
    initials = models.CharField(max_length=80)
    products = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("检索词")
        constraints = [models.UniqueConstraint(fields=["text", "sort"], name="word_once")]
        indexes = [
            models.Index(fields=["text"], opclasses=["text_pattern_ops"], name="word_by_text"),
            models.Index(fields=["spelt"], opclasses=["text_pattern_ops"], name="word_by_spelling"),
            models.Index(
                fields=["initials"], opclasses=["text_pattern_ops"], name="word_by_initials"
            ),
            GinIndex(fields=["spelt"], opclasses=["gin_trgm_ops"], name="word_alike"),
        ]
