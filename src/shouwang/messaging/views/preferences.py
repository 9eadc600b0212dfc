"""消息设置: how one wants to be told."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from shouwang.messaging import operations, queries
from shouwang.messaging.forms import PreferenceForm
from shouwang.messaging.models import Outgoing
from shouwang.messaging.senders import classes
from shouwang.messaging.terms import terms_of
from shouwang.people import permits
from shouwang.people.views.shown import signed_in


@login_required
def preferences(request: HttpRequest) -> HttpResponse:
    """Digest, channels and the name that WeChat knows one by."""
    own = signed_in(request)
    # the log is the server's own affair
    channels = sorted(set(classes()) - {Outgoing.Channel.CONSOLE.value})
    known = queries.preference(own.pk)
    form = PreferenceForm(request.POST or None, channels=channels, known=known)
    if request.method == "POST" and form.is_valid():
        operations.prefer(by=own, at=timezone.now(), **form.wishes())
        messages.success(request, _("消息设置已保存"))
        return redirect("inbox_settings")
    held = permits.duties(request)
    place = held[0].region.code if held else "0" * 12
    context = {
        "form": form,
        "terms": terms_of(place, timezone.localdate()),
        "telephone": own.masked_telephone,
        "sms": "sms" in channels,
    }
    return TemplateResponse(request, "messaging/settings.html", context)
