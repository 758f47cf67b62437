"""Addresses of reasons and causes: beside a conversation, the board, each cause, the reports, the settings."""

from django.urls import path

from muhatap.causes.views import asked_next, beside, board, cause, public, reasons, tasks
from muhatap.team.permissions import may, open_to_all

app_name = "causes"
reads, changes, manages = may("causes.read"), may("causes.change"), may("causes.manage")
by_link = open_to_all("a department answers a report by its signed link, without a seat")

urlpatterns = [
    path("causes/", reads(board.index), name="board"),
    path("causes/demand/", changes(board.demand), name="demand"),
    path("causes/<int:pk>/", reads(cause.show), name="show"),
    path("causes/<int:pk>/edit/", changes(cause.edit), name="edit"),
    path("causes/<int:pk>/merge/", changes(cause.merge), name="merge_cause"),
    path("causes/<int:pk>/turn/", changes(cause.turn), name="turn"),
    path("causes/<int:pk>/report/", changes(cause.report), name="send_report"),
    path("causes/<int:pk>/tell/", manages(cause.tell), name="tell"),
    path("causes/questions/<int:pk>/answer/", changes(cause.answer), name="answer"),
    path("causes/tasks/new/", changes(tasks.new), name="new_task"),
    path("causes/tasks/<int:pk>/", reads(tasks.show), name="task"),
    path("causes/tasks/<int:pk>/turn/", changes(tasks.turn), name="turn_task"),
    path("causes/letters/<int:pk>/again/", changes(cause.send_again), name="letter_again"),
    path("causes/reasons/<int:pk>/next/", reads(asked_next.show), name="asked_next"),
    path("causes/next/<int:pk>/", changes(asked_next.write), name="write_next"),
    path("conversations/<int:pk>/why/next/", reads(asked_next.beside), name="next_beside"),
    path("conversations/<int:pk>/why/", reads(beside.show), name="beside"),
    path("conversations/<int:pk>/why/reason/", changes(beside.reason), name="reason"),
    path("conversations/<int:pk>/why/cause/", changes(beside.cause), name="cause"),
    path("conversations/<int:pk>/why/causes/<int:cause_pk>/leave/", changes(beside.leave), name="leave"),
    path("conversations/<int:pk>/why/closing/", changes(beside.closing), name="closing"),
    path("report/<str:token>/", by_link(public.report), name="report"),
    path("settings/reasons/", manages(reasons.index), name="reasons"),
    path("settings/reasons/new/", manages(reasons.edit), name="new_reason"),
    path("settings/reasons/plant/", manages(reasons.plant), name="plant"),
    path("settings/reasons/manner/", manages(reasons.set_manner), name="manner"),
    path("settings/reasons/<int:pk>/", manages(reasons.edit), name="edit_reason"),
    path("settings/reasons/<int:pk>/away/", manages(reasons.away), name="away"),
    path("settings/reasons/<int:pk>/merge/", manages(reasons.merge), name="merge"),
    path("settings/reasons/<int:pk>/split/", manages(reasons.split), name="split"),
    path("settings/reasons/fine/", manages(reasons.refuse_finding), name="refuse_finding"),
    path("settings/departments/new/", manages(reasons.department), name="new_department"),
    path("settings/departments/<int:pk>/", manages(reasons.department), name="department"),
]
