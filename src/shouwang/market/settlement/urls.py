"""Addresses of this room."""

from django.urls import path

from shouwang.market.settlement import views

urlpatterns = [
    path("settlement/", views.settlement, name="settlement"),
    path("settlement/own/", views.own, name="supplier_money"),
    path("settlement/own/earnings.xlsx", views.earnings_file, name="supplier_earnings_file"),
    path(
        "household/<uuid:link>/lines/<uuid:line>/",
        views.household_line,
        name="household_line",
    ),
    path(
        "household/<uuid:link>/years/<int:year>/",
        views.household_year,
        name="household_year",
    ),
    path("settlement/lines/<uuid:line>/", views.line_split, name="line_split"),
    path("batches/<uuid:number>/work/", views.batch_work, name="batch_work"),
    path("operator/settlement/", views.runs, name="settlement_runs"),
    path("operator/settlement/books/", views.books, name="settlement_books"),
    path("operator/settlement/payouts/", views.draw_up, name="payout_new"),
    path("operator/settlement/payouts/<uuid:payout>/", views.payout, name="payout"),
    path("operator/settlement/payouts/<uuid:payout>/decide/", views.decide, name="payout_decide"),
    path("operator/settlement/payouts/<uuid:payout>/answer/", views.answer, name="payout_answer"),
    path(
        "operator/settlement/payouts/<uuid:payout>/list.csv",
        views.payout_file,
        {"kind": "csv"},
        name="payout_csv",
    ),
    path(
        "operator/settlement/payouts/<uuid:payout>/list.xlsx",
        views.payout_file,
        {"kind": "xlsx"},
        name="payout_xlsx",
    ),
]
