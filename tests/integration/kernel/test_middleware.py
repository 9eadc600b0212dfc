from types import SimpleNamespace

import pytest
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from tests.integration.kernel.conftest import VILLAGE

from shouwang.kernel.scope import NOTHING, Scope, current
from shouwang.kernel.scope.middleware import ScopeMiddleware

pytestmark = pytest.mark.django_db
ACCOUNT = SimpleNamespace(is_authenticated=True)
ANONYMOUS = SimpleNamespace(is_authenticated=False)


def scope_of(account, *, on):
    return Scope((VILLAGE,), account="7")


@pytest.fixture
def answer(trial):
    def run(view, account):
        with override_settings(
            SHOUWANG_SCOPE_OF="tests.integration.kernel.test_middleware.scope_of"
        ):
            middleware = ScopeMiddleware(view)
        request = RequestFactory().get("/")
        request.user = account
        return middleware, request

    return run


def test_a_logged_in_request_sees_its_scope(trial, answer):
    def view(request):
        return HttpResponse(f"{trial.Farm.objects.count()} {current().setting}")

    middleware, request = answer(view, ACCOUNT)
    assert middleware(request).content == f"1 {VILLAGE}".encode()
    assert current() == NOTHING


def test_an_anonymous_request_sees_nothing(trial, answer):
    middleware, request = answer(
        lambda request: HttpResponse(str(trial.Farm.objects.count())), ANONYMOUS
    )
    assert middleware(request).content == b"0"


@pytest.mark.parametrize(("raised", "kept"), [(True, "farm 1"), (False, "changed")])
def test_a_view_that_raises_changes_nothing(trial, answer, raised, kept):
    def view(request):
        trial.Farm.objects.update(name="changed")
        if raised:
            middleware.process_exception(request, ValueError())
        return HttpResponse()

    middleware, request = answer(view, ACCOUNT)
    middleware(request)
    middleware, request = answer(
        lambda request: HttpResponse(trial.Farm.objects.values_list("name", flat=True)), ACCOUNT
    )
    assert middleware(request).content.decode() == kept
