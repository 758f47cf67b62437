"""Read one letter. The only door into this package."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from muhatap.mail.letter import (
    addresses,
    authentication,
    bounce,
    charset,
    dates,
    headers,
    kind,
    language,
    parts,
    tnef,
)
from muhatap.mail.letter.html_text import html_to_text
from muhatap.mail.letter.letter import Address, Attachment, CalendarEvent, Letter, Protection
from muhatap.mail.letter.parts import Leaf, Limits, Node, Piece, Unreadable
from muhatap.mail.letter.quotes import HtmlSplit, Split, split_html, split_text

__all__ = ["Limits", "Unreadable", "parse"]

# What carries a letter, or at least its headers.
_ORIGINALS = (
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
)
_NOTHING_SPLIT = HtmlSplit("", "", "", "", "", "")


def parse(raw: bytes, *, limits: Limits = Limits(), trusted_hosts: Collection[str] = ()) -> Letter:  # noqa: B008
    """A `Letter` of whatever these bytes are.

    `trusted_hosts` are the authserv-ids whose Authentication-Results we take as true. Raises `Unreadable`,
    with a sentence for people, beyond `limits` and for nothing else.
    """
    budget = parts.Budget(limits)
    try:
        root = parts.cut(raw, budget)
        return _Reading(root, budget, trusted_hosts).letter()
    except RecursionError:
        raise Unreadable("The message is nested too deep to be read.") from None


@dataclass(slots=True)
class _Reading:
    """One pass over the tree; each step leaves what the next ones need."""

    root: Node
    budget: parts.Budget
    trusted_hosts: Collection[str]
    fields: list[tuple[str, str]] = field(default_factory=list)
    index: dict[str, str] = field(default_factory=dict)

    def letter(self) -> Letter:
        self.fields = [(name, value) for name, value in self.root._headers]  # type: ignore[attr-defined]
        for name, value in self.fields:
            self.index.setdefault(name.lower(), value)
        from_ = self._one("from") or self._one("sender")
        sender = self._one("sender")
        subject = headers.decode(self._raw("subject"))
        return_path = _return_path(self.index.get("return-path"))
        date = self._date()
        sorted_ = parts.sort(self.root, self.budget)
        opened = self._opened(sorted_)
        text, html, split, page = self._bodies(sorted_.body, opened, subject)
        files = self._attachments(sorted_, opened, html)
        found = self._bounce(sorted_, text, subject, from_, return_path)
        protection = _protection(sorted_, text)
        events = self._events(sorted_)
        return Letter(
            message_id=next(iter(headers.message_ids(self._raw("message-id"))), ""),
            in_reply_to=next(iter(headers.message_ids(self._raw("in-reply-to"))), ""),
            references=headers.message_ids(self._raw("references")),
            date=date,
            from_=from_,
            sender=sender,
            to=self._many("to"),
            cc=self._many("cc"),
            bcc=self._many("bcc"),
            reply_to=self._many("reply-to"),
            subject=subject,
            text=text,
            html=html,
            visible_text=split.visible,
            quoted_text=split.quoted,
            signature=split.signature,
            visible_html=page.visible_html,
            quoted_html=page.quoted_html,
            signature_html=page.signature_html,
            attachments=tuple(files),
            kind=kind.decide(
                header=self._decoded,
                types=sorted_.types,
                report_type=headers.parameters(self._raw("content-type")).get("report-type").lower(),
                sender=from_.address if from_ else "",
                return_path=return_path,
                is_bounce=found is not None,
                is_failure=found is not None and found.is_failure,
                has_invitation=_is_invitation(sorted_, events),
            ),
            bounce=found.bounce if found and found.is_failure else None,
            language=language.detect(split.visible or text, subject=subject),
            authentication=authentication.read(self.fields, self.trusted_hosts),
            defects=tuple(self.budget.defects),
            headers=tuple((headers.decode(name), headers.decode(value)) for name, value in self.fields),
            thread_index="".join(self._raw("thread-index").split()) if self._raw("thread-index").isascii() else "",
            thread_topic=headers.decode(self._raw("thread-topic")),
            return_path=return_path,
            delivered_to=self._delivered_to(),
            auto_submitted=self._decoded("auto-submitted"),
            list_id=self._decoded("list-id"),
            protection=protection,
            events=events,
            nested_message_ids=self._nested_ids(sorted_, found),
        )

    # --- headers ---

    def _raw(self, name: str) -> str:
        return self.index.get(name, "")

    def _decoded(self, name: str) -> str:
        return headers.decode(self.index.get(name, ""))

    def _every(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key.lower() == name]

    def _one(self, name: str) -> Address | None:
        value = self._raw(name)
        found = addresses.first(value) if value else None
        if name == "from" and (found is None or not found.address):
            self.budget.note("from-missing" if not value.strip() else "from-broken")
        return found

    def _many(self, name: str) -> tuple[Address, ...]:
        values = self._every(name)
        if not values:
            return ()
        return addresses.parse(values[0] if len(values) == 1 else ", ".join(values))

    def _date(self) -> datetime | None:
        written = self._raw("date")
        date = dates.parse(headers.decode(written)) if written else None
        if date is None:
            self.budget.note("date-broken" if written.strip() else "date-missing")
            date = next((moment for line in self._every("received") if (moment := dates.from_received(line))), None)
        return date

    def _delivered_to(self) -> tuple[str, ...]:
        found: list[str] = []
        for name in ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to"):
            for value in self._every(name):
                found.extend(one.address for one in addresses.parse(value))
        return tuple(dict.fromkeys(found))

    # --- bodies ---

    def _opened(self, sorted_: parts.Sorted) -> list[tuple[Leaf, tnef.Tnef]]:
        opened = []
        for leaf in sorted_.files:
            if leaf.content_type in ("application/ms-tnef", "application/vnd.ms-tnef") or (
                leaf.filename.lower() == "winmail.dat"
            ):
                content = tnef.read(leaf.data)
                if content.files or content.text or content.html:
                    opened.append((leaf, content))
                else:
                    self.budget.note("tnef-broken")
        return opened

    def _bodies(
        self, body: Piece, opened: Sequence[tuple[Leaf, tnef.Tnef]], subject: str
    ) -> tuple[str, str, Split, HtmlSplit]:
        text, html = body.text, body.html
        if not (text or "").strip() and not (html or "").strip():
            for _, content in opened:
                text, html = content.text or None, content.html or None
        page = split_html(html, subject_hint=subject) if html and html.strip() else _NOTHING_SPLIT
        if text is not None and text.strip():
            return text, html or "", split_text(text, subject_hint=subject), page
        if html and html.strip():
            split = Split(visible=page.visible_text, quoted=page.quoted_text, signature=page.signature)
            return html_to_text(html), html, split, page
        self.budget.note("body-missing")
        return text or "", html or "", Split((text or "").strip(), "", ""), page

    # --- files ---

    def _attachments(
        self, sorted_: parts.Sorted, opened: Sequence[tuple[Leaf, tnef.Tnef]], html: str
    ) -> Iterable[Attachment]:
        unpacked = {id(leaf): content for leaf, content in opened}
        files: list[Attachment] = []
        for leaf in sorted_.files:
            content = unpacked.get(id(leaf))
            if content is None:
                files.append(self._file(leaf, html, len(files) + 1))
                continue
            for one in content.files:
                files.append(
                    parts.attachment(
                        one.data,
                        filename=parts.tidy_filename(one.name),
                        content_type=one.content_type or parts.type_of(one.name),
                        number=len(files) + 1,
                        inline=bool(one.content_id) and f"cid:{one.content_id}" in html,
                        content_id=one.content_id,
                    )
                )
        for name, content_type, data in sorted_.loose_files:
            files.append(parts.attachment(data, filename=name, content_type=content_type, number=len(files) + 1))
        return files

    def _file(self, leaf: Leaf, html: str, number: int) -> Attachment:
        data = leaf.data
        name = leaf.filename
        if not name and leaf.content_type in ("message/rfc822", "message/global"):
            name = self._name_of_nested(data)
        is_shown = bool(leaf.content_id) and f"cid:{leaf.content_id}" in html
        is_shown = is_shown or (bool(leaf.location) and leaf.location in html and leaf.parent == "multipart/related")
        is_inline_image = leaf.disposition.value == "inline" and leaf.content_type.startswith("image/")
        return parts.attachment(
            data,
            filename=name,
            content_type=leaf.content_type,
            number=number,
            inline=is_shown or is_inline_image,
            content_id=leaf.content_id,
        )

    def _name_of_nested(self, data: bytes) -> str:
        _, fields = bounce.original_of(data)
        subject = next((value for name, value in fields if name.lower() == "subject"), "")
        name = parts.tidy_filename(subject)[:80].strip(" ._")
        return f"{name}.eml" if name else "message.eml"

    def _events(self, sorted_: parts.Sorted) -> tuple[CalendarEvent, ...]:
        found: list[CalendarEvent] = []
        for leaf in filter(_is_calendar, sorted_.files):
            # Loaded with the first invitation: its library is five megabytes in each of three processes.
            from muhatap.mail.letter import calendar

            label, method = leaf.params.get("charset") or None, leaf.params.get("method")
            read = calendar.events(leaf.data, label=label, method=method)
            if not read:
                self.budget.note("calendar-broken")
            found.extend(one for one in read if one not in found)
        return tuple(found)

    # --- machines ---

    def _bounce(
        self, sorted_: parts.Sorted, text: str, subject: str, from_: Address | None, return_path: str | None
    ) -> bounce.Found | None:
        status = _first(sorted_, "message/delivery-status", "message/global-delivery-status")
        original = _first(sorted_, *_ORIGINALS)
        if status:
            found = bounce.from_report(status.data, original.data if original else b"", text)
            if found:
                return found
        notification = _first(sorted_, "message/disposition-notification")
        if notification:
            return bounce.from_disposition(notification.data, text)
        report_type = headers.parameters(self._raw("content-type")).get("report-type").lower()
        failed = self._decoded("x-failed-recipients")
        suspect = (
            bool(failed)
            or report_type == "delivery-status"
            or bounce.is_suspect(
                sender=from_.address if from_ else "",
                sender_name=from_.name if from_ else "",
                return_path=return_path,
                subject=subject,
            )
        )
        if not suspect:
            return None
        tail = charset.decode(original.data[:100_000], "utf-8").text if original else ""
        told = bounce.from_prose(
            text,
            sender=from_.address if from_ else "",
            subject=subject,
            failed_header=failed,
            ours=[one.address for name in ("to", "cc") for one in self._many(name)],
            tail=tail,
        )
        if original and (told is None or not told.bounce.recipients):
            return self._wrapped_report(original) or told
        return told

    def _wrapped_report(self, original: Leaf) -> bounce.Found | None:
        """Some gateways put the whole report into an envelope of their own."""
        inside = parts.sort(parts.cut(original.data, self.budget), self.budget)
        status = _first(inside, "message/delivery-status", "message/global-delivery-status")
        returned = _first(inside, *_ORIGINALS)
        return bounce.from_report(status.data, returned.data if returned else b"", "") if status else None

    def _nested_ids(self, sorted_: parts.Sorted, found: bounce.Found | None) -> tuple[str, ...]:
        ids: list[str] = []
        for leaf in sorted_.files:
            if leaf.content_type == "message/disposition-notification":
                ids.append(bounce.disposition_of(leaf.data))
            if leaf.content_type in _ORIGINALS:
                if len(ids) >= self.budget.limits.max_nested_letters:
                    self.budget.note("too-many-nested-letters")
                    break
                message_id, _ = bounce.original_of(leaf.data)
                if message_id:
                    ids.append(message_id)
        if found and found.bounce.original_message_id:
            ids.append(found.bounce.original_message_id)
        return tuple(dict.fromkeys(one for one in ids if one))


def _first(sorted_: parts.Sorted, *types: str) -> Leaf | None:
    return next((leaf for leaf in sorted_.files if leaf.content_type in types), None)


def _return_path(value: str | None) -> str | None:
    if value is None:
        return None
    if value.strip().replace(" ", "") in ("<>", ""):
        return ""
    found = addresses.parse(value)
    return found[0].address if found else None


def _is_calendar(leaf: Leaf) -> bool:
    return leaf.content_type in ("text/calendar", "application/ics") or leaf.filename.lower().endswith(".ics")


def _is_invitation(sorted_: parts.Sorted, events: Sequence[CalendarEvent]) -> bool:
    """An .ics file that a person attached is a file; a calendar that asks or answers is an invitation."""
    return any(event.method in ("REQUEST", "REPLY", "CANCEL", "COUNTER", "ADD", "DECLINECOUNTER") for event in events)


def _protection(sorted_: parts.Sorted, text: str) -> Protection | None:
    types = sorted_.types
    if "multipart/encrypted" in types or "application/pgp-encrypted" in types:
        return Protection.PGP_ENCRYPTED
    for leaf in sorted_.files:
        if leaf.content_type in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
            is_signed = "signed" in leaf.params.get("smime-type").lower()
            return Protection.SMIME_SIGNED if is_signed else Protection.SMIME_ENCRYPTED
    if "application/pgp-signature" in types:
        return Protection.PGP_SIGNED
    if "application/pkcs7-signature" in types or "application/x-pkcs7-signature" in types:
        return Protection.SMIME_SIGNED
    if text.lstrip().startswith("-----BEGIN PGP MESSAGE-----"):
        return Protection.PGP_ENCRYPTED
    return Protection.PGP_SIGNED if "-----BEGIN PGP SIGNED MESSAGE-----" in text[:2000] else None
