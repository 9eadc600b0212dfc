"""Tags about people, for templates."""

from django import template

from shouwang.people import demonstration

register = template.Library()


@register.simple_tag
def demonstration_accounts() -> list[dict[str, str]]:
    """The accounts of the demonstration county, if there are any: {username, title, …}."""
    return demonstration.present()
