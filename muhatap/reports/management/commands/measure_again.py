"""`muhatap manage measure_again`: read every conversation and count every day anew."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from muhatap.reports import counting


class Command(BaseCommand):
    help = "Read every conversation and count every day of the measures anew, from what really happened."

    def handle(self, *args: Any, **options: Any) -> None:
        counting.measure_again()
        counting.fold(now=timezone.now())
        self.stdout.write("every conversation was read and every day counted anew")
