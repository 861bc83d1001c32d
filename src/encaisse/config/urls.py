"""The root URL map: the only place that opens the doors of the capabilities."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("compte/", include("allauth.urls")),
    path("support/", admin.site.urls),
]
