"""Questions to departments, and the page on which a department answers."""

from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from shouwang.kernel.deadlines import pressing
from shouwang.people.permits import duties, forbidden, requires
from shouwang.people.rules import Act
from shouwang.people.rules.duties import OFFICERS
from shouwang.people.views.shown import signed_in
from shouwang.watch.registry.models import Person
from shouwang.watch.visits import operations, queries
from shouwang.watch.visits.errors import QuestionUnknown
from shouwang.watch.visits.forms import AnswerForm, InformationForm, language
from shouwang.watch.visits.models import InformationQuestion
from shouwang.watch.visits.rules import said
from shouwang.watch.visits.views import frame
from shouwang.watch.visits.views.authorising import page

MOST = 100


@requires(Act.HANDLE_CASES)
def ask(request: HttpRequest, number: str) -> HttpResponseBase:
    """Ask departments about a family that authorised it."""
    home = frame.home_for(request, number, Act.HANDLE_CASES)
    people = Person.objects.filter(household=home, died_on=None, moved_out_on=None)
    case = frame.case_of(request.GET.get("case", ""), home)
    form = InformationForm(
        request.POST or None,
        codes=queries.information_codes(),
        people=list(people.order_by("pk").values_list("number", "name")),
        initial={"id": uuid4(), "case": case.pk if case else None},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        reading = operations.ask_departments(
            by=signed_in(request),
            at=timezone.now(),
            number=data["id"],
            household=home,
            questions=data["questions"],
            persons=data["persons"],
            case=frame.case_of(str(data["case"] or ""), home),
        )
        if reading.value is not None:
            told = _("已发给部门，%(day)s 前答复。") % {"day": reading.value.due_on}
            messages.success(request, told)
            return redirect(frame.after(None, home, data["case"]))
        frame.add_findings(form, reading.findings)
    return page(request, home, "visits/ask.html", form)


def _own_duties(request: HttpRequest) -> list[str]:
    """The kinds of duty of a department that the person holds today."""
    today = timezone.localdate()
    return sorted(
        {
            duty.kind.value
            for duty in duties(request)
            if duty.kind in OFFICERS and duty.period.contains(today)
        }
    )


@requires(Act.ANSWER_QUESTIONS)
def questions_page(request: HttpRequest) -> HttpResponseBase:
    """What one's department is asked, and what it answered."""
    own, today = _own_duties(request), timezone.localdate()
    if not own:
        return forbidden(request)
    answered = request.GET.get("answered") == "1"
    rows = queries.questions_for(own, answered=answered)[:MOST]
    codes = queries.information_codes()
    return TemplateResponse(
        request,
        "visits/questions.html",
        {
            "answered": answered,
            "questions": [
                {
                    "pk": one.pk,
                    "label": said(codes.get(one.question, {"zh": one.question}), language()),
                    "names": "、".join(whom["name"] for whom in one.of_whom),
                    "due_on": one.due_on,
                    "left": pressing(one.due_on, today, finished=bool(one.answer)),
                    "answer": one.get_answer_display() if one.answer else "",
                }
                for one in rows
            ],
        },
    )


@sensitive_post_parameters()
@requires(Act.ANSWER_QUESTIONS)
def question_page(request: HttpRequest, number: int) -> HttpResponseBase:
    """One question with the people it is about; POST answers it."""
    own = _own_duties(request)
    asked = InformationQuestion.objects.filter(pk=number, duty__in=own).first()
    if asked is None:
        raise Http404
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answered(request, asked.pk, form):
        messages.success(request, _("已答复。"))
        return redirect("information_questions")
    codes = queries.information_codes()
    return TemplateResponse(
        request,
        "visits/question.html",
        {
            "asked": asked,
            "label": said(codes.get(asked.question, {"zh": asked.question}), language()),
            "form": form,
        },
    )


def _answered(request: HttpRequest, number: int, form: AnswerForm) -> bool:
    try:
        reading = operations.answer_question(
            by=signed_in(request), at=timezone.now(), number=number, **form.cleaned_data
        )
    except QuestionUnknown as error:
        raise Http404 from error
    frame.add_findings(form, reading.findings)
    return reading.value is not None
