"""Addresses of the customers' pages, each with the permission it asks for."""

from django.urls import path

from muhatap.customers.views import defining, finding, moving, person
from muhatap.team.permissions import may

app_name = "customers"

reads, changes, defines = may("customers.read"), may("customers.change"), may("customers.define")

urlpatterns = [
    path("customers/", reads(finding.index), name="index"),
    path("customers/<int:pk>/", reads(person.show), name="show"),
    path("customers/<int:pk>/duplicates/", reads(person.duplicates), name="duplicates"),
    path("customers/<int:pk>/details/", changes(person.edit), name="edit"),
    path("customers/<int:pk>/identities/", changes(person.add_identity), name="add_identity"),
    path("customers/<int:pk>/notes/", changes(person.add_note), name="add_note"),
    path("customers/<int:pk>/consents/", changes(person.add_consent), name="add_consent"),
    path("customers/<int:pk>/merge/", changes(moving.merge), name="merge"),
    path("customers/<int:pk>/split/", changes(moving.split), name="split"),
    path("customers/<int:pk>/others/", changes(moving.tell_apart), name="tell_apart"),
    path("customers/identities/<int:pk>/removal/", changes(person.remove_identity), name="remove_identity"),
    path("customers/identities/<int:pk>/main/", changes(person.main_identity), name="main_identity"),
    path("customers/notes/<int:pk>/pin/", changes(person.pin), name="pin_note"),
    path("customers/notes/<int:pk>/removal/", changes(person.remove_note), name="remove_note"),
    path("customers/moves/<int:pk>/undo/", changes(moving.undo), name="undo_move"),
    path("settings/customers/", defines(defining.index), name="definitions"),
    path("settings/customers/attributes/new/", defines(defining.new_attribute), name="new_attribute"),
    path("settings/customers/attributes/<int:pk>/", defines(defining.attribute), name="attribute"),
    path("settings/customers/attributes/<int:pk>/use/", defines(defining.archive_attribute), name="archive_attribute"),
    path("settings/customers/segments/", defines(defining.segments), name="segments"),
    path("settings/customers/segments/<int:pk>/use/", defines(defining.archive_segment), name="archive_segment"),
]
