"""Pages of the papers' room."""

from shouwang.watch.papers.views.files import paper_file, paper_small
from shouwang.watch.papers.views.gallery import household_papers, remove_paper, restore_paper
from shouwang.watch.papers.views.printing import household_print
from shouwang.watch.papers.views.rolls import (
    print_job,
    print_job_file,
    print_job_progress,
    village_roll,
)
from shouwang.watch.papers.views.verifying import paper_verify

__all__ = [
    "household_papers",
    "household_print",
    "paper_file",
    "paper_small",
    "paper_verify",
    "print_job",
    "print_job_file",
    "print_job_progress",
    "remove_paper",
    "restore_paper",
    "village_roll",
]
