"""Files of messages: handed out as downloads, pictures also shown; nothing that a browser could run from here."""

from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from muhatap.conversations import thread
from muhatap.conversations.models import Attachment
from muhatap.conversations.views import common
from muhatap.core import blobs
from muhatap.team.permissions import AgentRequest

# Even a file opened by hand in a tab of its own may do nothing here.
POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@require_safe
def download(request: AgentRequest, uid: str) -> HttpResponseBase:
    file = get_object_or_404(
        Attachment.objects.filter(message__conversation__in=common.visible(request.agent))
        | Attachment.objects.filter(message=None, uploaded_by=request.agent),
        uid=uid,
    )
    as_picture = thread.is_picture(file) and "download" not in request.GET
    if not blobs.exists(file.blob):
        raise Http404("the bytes of this file are missing")
    answer = FileResponse(
        blobs.path_of(file.blob).open("rb"),
        as_attachment=not as_picture,
        filename=file.filename or "file",
        content_type=file.content_type.lower() if as_picture else "application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = POLICY
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(answer, private=True, max_age=3600)
    return answer
