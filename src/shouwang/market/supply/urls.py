"""Addresses of this room."""

from django.urls import path

from shouwang.market.supply.views import batches, growing, households

urlpatterns = [
    path("supply/", growing.supply, name="supply"),
    path("supply/declarations/", growing.declarations, name="declarations"),
    path("supply/declarations/sheet/", growing.declarations_sheet, name="declarations_sheet"),
    path("supply/<uuid:link>/", growing.supply_link, name="supply_link"),
    path("supply/<uuid:link>/plots/", growing.plot_add, name="plot_add"),
    path("supply/<uuid:link>/label/", growing.label_set, name="link_label"),
    path("supply/plots/<uuid:plot>/end/", growing.plot_end, name="plot_end"),
    path("supply/plots/<uuid:plot>/inputs/", growing.input_add, name="input_add"),
    path("batches/", batches.batches, name="batches"),
    path("batches/<uuid:number>/", batches.batch, name="batch"),
    path("batches/<uuid:number>/intakes/", batches.intake_add, name="intake_add"),
    path("batches/<uuid:number>/close/", batches.batch_close, name="batch_close"),
    path("batches/<uuid:number>/steps/", batches.step_add, name="batch_step"),
    path("batches/<uuid:number>/labels/", batches.batch_labels, name="batch_labels"),
    path("household/", households.household_sign_in, name="household_sign_in"),
    path("household/close/", households.household_sign_out, name="household_sign_out"),
    path("household/<uuid:link>/", households.household_page, name="household_page"),
    path(
        "household/<uuid:link>/sold/<slug:month>/",
        households.household_sold,
        name="household_sold",
    ),
]
