"""A message in its sender's own layout, as a document for a frame that can run nothing and lead nowhere.

The frame keeps our origin so that the page around it can measure the mail and give it the height it needs. That is
safe for as long as nothing in it runs: never put `allow-scripts` beside `allow-same-origin`.
"""

from base64 import b64encode

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from muhatap.conversations import thread
from muhatap.conversations.models import Attachment, Message
from muhatap.conversations.views import common
from muhatap.core import blobs
from muhatap.core.html import clean_mail, frame_document, frame_policy
from muhatap.team.models import Theme
from muhatap.team.permissions import AgentRequest

# Pictures of the mail itself are written into the document, so it need not fetch anything from the desk.
OWN_PICTURES = ""
PICTURES_LIMIT_BYTES = 12_000_000
SANDBOX = "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"


@require_safe
def frame(request: AgentRequest, pk: int) -> HttpResponse:
    message = common.find_message(request, pk)
    with_images = request.GET.get("images") == "1"
    clean = clean_mail(message.html, cid=_pictures(message), allow_remote=with_images)
    theme = "auto" if request.agent.theme == Theme.SYSTEM else request.agent.theme
    language = message.conversation.language or get_language() or ""
    document = frame_document(
        clean.html, own_origin=OWN_PICTURES, allow_remote=with_images, theme=theme, language=language
    )
    policy = frame_policy(own_origin=OWN_PICTURES, allow_remote=with_images)
    answer = HttpResponse(document)
    answer["Content-Security-Policy"] = f"{policy}; {SANDBOX}; frame-ancestors 'self'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _pictures(message: Message) -> dict[str, str]:
    found: dict[str, str] = {}
    room = PICTURES_LIMIT_BYTES
    for file in message.attachments.all():
        if file.content_id and thread.is_picture(file) and file.size <= room and blobs.exists(file.blob):
            room -= file.size
            found[file.content_id.strip("<>")] = _as_data(file)
    return found


def _as_data(file: Attachment) -> str:
    return f"data:{file.content_type.lower()};base64,{b64encode(blobs.read(file.blob)).decode()}"
