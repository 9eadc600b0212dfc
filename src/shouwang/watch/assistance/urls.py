"""Addresses of the room."""

from django.urls import path

from shouwang.watch.assistance import views

urlpatterns = [
    path("assistance/", views.assistance_page, name="assistance"),
    path("assistance/export/", views.export, name="assistance_export"),
    path("assistance/households/<str:number>/", views.household_plan, name="household_plan"),
    path("assistance/households/<str:number>/take/", views.take, name="plan_take"),
    path("assistance/households/<str:number>/print/", views.plan_print, name="plan_print"),
    path("assistance/households/<str:number>/new/", views.measure_new, name="measure_new"),
    path("assistance/measures/<uuid:number>/", views.measure, name="measure"),
    path("assistance/measures/<uuid:number>/change/", views.measure_change, name="measure_change"),
    path(
        "assistance/measures/<uuid:number>/deliver/", views.measure_deliver, name="measure_deliver"
    ),
    path("assistance/measures/<uuid:number>/end/", views.measure_end, name="measure_end"),
    path("assistance/posts/", views.posts_page, name="posts"),
    path("assistance/posts/export/", views.posts_export, name="posts_export"),
    path("assistance/posts/<uuid:number>/", views.post, name="post"),
    path(
        "assistance/posts/<uuid:number>/<uuid:holding>/end/",
        views.holding_end,
        name="holding_end",
    ),
    path("assistance/relocation/", views.relocation_page, name="relocation"),
    path("assistance/relocation/export/", views.relocation_export, name="relocation_export"),
    path(
        "assistance/relocation/<str:number>/",
        views.relocation_household,
        name="relocation_household",
    ),
    path("assistance/subsidy/", views.price_subsidy, name="price_subsidy"),
    path("assistance/subsidy/compute/", views.subsidy_compute, name="subsidy_compute"),
    path("assistance/subsidy/<uuid:number>/", views.subsidy_run, name="subsidy_run"),
    path("assistance/subsidy/<uuid:number>/export/", views.subsidy_export, name="subsidy_export"),
]
