"""Addresses of orders and shops, each with the permission it asks for."""

from django.urls import path

from muhatap.orders.views import acts, beside, push, reading, shops
from muhatap.team.permissions import may, open_to_all

app_name = "orders"

reads, ties, sets_up = may("orders.read"), may("orders.tie"), may("orders.set_up")
does, seconds, limits = may("orders.act"), may("orders.second"), may("orders.limits")
for_shops = open_to_all("shops send their orders here; every message is signed")

urlpatterns = [
    path("orders/", reads(reading.index), name="index"),
    path("orders/<int:pk>/", reads(reading.show), name="show"),
    path("orders/<int:pk>/acts/", reads(acts.of_order), name="acts"),
    path("orders/<int:pk>/acts/new/", does(acts.new), name="act"),
    path("orders/<int:pk>/acts/worth/", does(acts.worth), name="worth"),
    path("orders/acts/<int:pk>/", does(acts.decide), name="decide"),
    path("orders/acts/waiting/", seconds(acts.waiting), name="waiting"),
    path("orders/push/<uuid:uid>/", for_shops(push.take), name="push"),
    path("orders/hook/<uuid:uid>/", for_shops(push.hook), name="hook"),
    path("conversations/<int:pk>/orders/", reads(beside.show), name="beside"),
    path("conversations/<int:pk>/orders/tie/", ties(beside.tie), name="tie"),
    path("conversations/<int:pk>/orders/verified/", ties(beside.verify), name="verify"),
    path("settings/shops/", sets_up(shops.index), name="shops"),
    path("settings/shops/new/", sets_up(shops.new), name="new_shop"),
    path("settings/shops/<int:pk>/", sets_up(shops.show), name="shop"),
    path("settings/shops/limits/", limits(shops.limits), name="limits"),
    path("settings/shops/<int:pk>/keys/", sets_up(shops.keys), name="keys"),
    path("settings/shops/<int:pk>/check/", sets_up(shops.check), name="check"),
    path("settings/shops/<int:pk>/secret/", sets_up(shops.secret), name="secret"),
    path("settings/shops/<int:pk>/removal/", sets_up(shops.remove), name="remove_shop"),
]
