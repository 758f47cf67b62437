"""Addresses of reports."""

from django.urls import path

from muhatap.reports.views import load, mailing, overview, own, printing, satisfaction, setting_up
from muhatap.team.permissions import may

app_name = "reports"
reads, manages = may("reports.read"), may("reports.manage")

urlpatterns = [
    path("measures/", reads(overview.index), name="overview"),
    path("measures/csv/<slug:name>/", reads(overview.table), name="table"),
    path("measures/products/", reads(overview.products), name="products"),
    path("measures/saved/", may("causes.read")(overview.saved), name="saved"),
    path("measures/load/", reads(load.index), name="load"),
    path("measures/load/csv/<slug:name>/", reads(load.table), name="load_table"),
    path("measures/said/", reads(satisfaction.index), name="said"),
    path("measures/said/csv/<slug:name>/", reads(satisfaction.table), name="said_table"),
    path("measures/own/", reads(own.index), name="own"),
    path("measures/agents/<int:pk>/", manages(own.of_agent), name="agent"),
    path("measures/agents/<int:pk>/pdf/", manages(printing.of_agent), name="agent_pdf"),
    path("measures/mail/", reads(mailing.index), name="mailed"),
    path("measures/mail/<int:pk>/", reads(mailing.change), name="mailed_change"),
    path("measures/pdf/<slug:name>/", reads(printing.page), name="pdf"),
    path("measures/assumptions/", manages(setting_up.index), name="assumptions"),
]
