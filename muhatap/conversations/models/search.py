"""What a message is found by."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils import timezone

from muhatap.conversations.models.conversation import Conversation
from muhatap.conversations.models.message import Message
from muhatap.team.models import Agent


class SearchEntry(models.Model):
    """What one message is found by; written and asked by search.py alone.

    Each lexeme begins with the week of the message, so the index never looks into all of the past at once.
    """

    message = models.OneToOneField(Message, primary_key=True, on_delete=models.CASCADE, related_name="search_entry")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    words = SearchVectorField()

    class Meta:
        verbose_name_plural = "search entries"
        # A list of pending entries would be read through for every week that is asked.
        indexes = [GinIndex(fields=["words"], fastupdate=False, name="search_by_word")]


class SearchWeek(models.Model):
    """A week that some message belongs to: the weeks that a search walks through."""

    number = models.IntegerField(primary_key=True)


class SearchWord(models.Model):
    """A folded beginning of a word that some message holds: what a slip of the finger is looked up among."""

    stem = models.CharField(primary_key=True, max_length=5, db_collation="C")


class RecentSearch(models.Model):
    """What an agent looked for lately, offered again below the empty box."""

    agent = models.ForeignKey(Agent, on_delete=models.CASCADE, related_name="recent_searches")
    question = models.CharField(max_length=300)
    searched_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agent", "question"], name="recent_search_once")]
        verbose_name_plural = "recent searches"
