"""Addresses of papers and printing."""

from django.urls import path

from shouwang.watch.papers import views

urlpatterns = [
    path("households/<str:number>/papers/", views.household_papers, name="household_papers"),
    path("households/<str:number>/print/", views.household_print, name="household_print"),
    path("papers/<int:number>/", views.paper_file, name="paper_file"),
    path("papers/<int:number>/small/", views.paper_small, name="paper_small"),
    path("papers/<int:number>/remove/", views.remove_paper, name="paper_remove"),
    path("papers/<int:number>/restore/", views.restore_paper, name="paper_restore"),
    path("places/<str:code>/roll/", views.village_roll, name="village_roll"),
    path("papers/jobs/<int:number>/", views.print_job, name="print_job"),
    path("papers/jobs/<int:number>/progress/", views.print_job_progress, name="print_job_progress"),
    path("papers/jobs/<int:number>/file/", views.print_job_file, name="print_job_file"),
    path("papers/verify/", views.paper_verify, name="paper_verify_form"),
    path("papers/verify/<str:code>/", views.paper_verify, name="paper_verify"),
]
