"""What only the search page uses."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from muhatap.conversations import asking, lexemes
from muhatap.web import pieces

register = template.Library()

# Where in a conversation people wrote.
MARKED = "#conversation :is(h1 .clip-2, .prose, .quoted, .files .clip)"


@register.simple_tag(takes_context=True)
def hits(context: Context) -> SafeString:
    """Draw what a search found: `found`, the question `q`, and whether an earlier page was there before."""
    drawn = {name: context[name] for name in ("found", "q", "is_further")}
    return pieces.draw("conversations/found.html", context["request"], drawn)


@register.simple_tag(takes_context=True)
def found_marks(context: Context) -> SafeString:
    """Draw what marks in a thread the words of the search that led to it; nothing when none did."""
    question = context["request"].GET.get("find", "")
    pattern = lexemes.pattern_of(lexemes.of_question(asking.read(question).words)) if question else None
    if pattern is None:
        return SafeString("")
    drawn = '<div hidden data-controller="marks" data-marks-within-value="{}" data-marks-pattern-value="{}"></div>'
    return format_html(drawn, MARKED, pattern.pattern)
