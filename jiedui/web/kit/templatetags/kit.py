"""The words that templates use: small components and formats."""

from django import template

register = template.Library()
