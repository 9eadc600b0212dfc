"""All filters and component tags in one library, which the settings load into every template."""

from django import template

from shouwang.site.templatetags import charts, components, figures, maps, tables

register = template.Library()

for _part in (figures, components, tables, maps, charts):
    register.tags.update(_part.register.tags)
    register.filters.update(_part.register.filters)
