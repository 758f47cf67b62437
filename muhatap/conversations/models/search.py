"""What a message is found by."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from muhatap.conversations.models.conversation import Conversation
from muhatap.conversations.models.message import Message


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
