"""Addresses of orders and shops, each with the permission it asks for."""

from django.urls import path

from muhatap.orders.views import beside, push, reading, shops
from muhatap.team.permissions import may, open_to_all

app_name = "orders"

reads, ties, sets_up = may("orders.read"), may("orders.tie"), may("orders.set_up")
for_shops = open_to_all("shops send their orders here; every message is signed")

urlpatterns = [
    path("orders/", reads(reading.index), name="index"),
    path("orders/<int:pk>/", reads(reading.show), name="show"),
    path("orders/push/<uuid:uid>/", for_shops(push.take), name="push"),
    path("conversations/<int:pk>/orders/", reads(beside.show), name="beside"),
    path("conversations/<int:pk>/orders/tie/", ties(beside.tie), name="tie"),
    path("settings/shops/", sets_up(shops.index), name="shops"),
    path("settings/shops/new/", sets_up(shops.new), name="new_shop"),
    path("settings/shops/<int:pk>/", sets_up(shops.show), name="shop"),
    path("settings/shops/<int:pk>/secret/", sets_up(shops.secret), name="secret"),
    path("settings/shops/<int:pk>/removal/", sets_up(shops.remove), name="remove_shop"),
]
