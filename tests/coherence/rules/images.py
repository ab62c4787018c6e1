"""Pictures: what an image URL encodes, and the fields that repeat it."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from tests.coherence.rules.core import Json, Subject, is_verified, rule
from tests.coherence.rules.ids import is_id

HOST = "https://img.clerk.com/"
GRAVATAR = "https://www.gravatar.com/avatar?d=mp"
STORED = re.compile(r"https://images\.clerk\.dev/[a-z0-9_]+/(img_[0-9A-Za-z]{27})")
SIGNATURE = re.compile(r"[A-Za-z0-9+/_-]{43}")
GOOGLE_AVATAR = re.compile(r"https://lh3\.googleusercontent\.com/a/\S+=s1000-c")


@lru_cache(maxsize=16)  # four rules and every membership ask for the same picture
def decoded(url: Any) -> Json | None:
    """What an image URL encodes; None unless it is unpadded base64 of compact JSON."""
    if not isinstance(url, str) or not url.startswith(HOST) or "=" in url:
        return None
    body = url[len(HOST) :]
    try:
        text = base64.b64decode(body + "=" * (-len(body) % 4), validate=True).decode()
        image = json.loads(text)
    except ValueError:  # of base64, of UTF-8 and of JSON alike
        return None
    is_compact = json.dumps(image, separators=(",", ":"), ensure_ascii=False) == text
    return image if isinstance(image, dict) and is_compact else None


def default_faults(image: Json, owner: Any, initials: str) -> Iterator[str]:
    """What is wrong with a default avatar of the owner."""
    if not is_id(image.get("iid"), "ins_"):
        yield f"iid {image.get('iid')!r} is not an instance"
    if image.get("rid") != owner:
        yield f"rid {image.get('rid')!r} is not {owner}"
    if image.get("initials") != (initials or None):
        yield f"initials {image.get('initials')!r} should be {initials!r}"


def initials_of(user: Json) -> str:
    return ((user.get("first_name") or "")[:1] + (user.get("last_name") or "")[:1]).upper()


def picture_of(subject: Subject) -> Json | None:
    """What the user's image URL encodes; None without one that can be read, which is a rule of its own."""
    return decoded(subject.user.get("image_url"))


@rule
def image_url(subject: Subject) -> Iterator[str]:
    """A user's image URL decodes to the default avatar or to a stored picture."""
    if "image_url" in subject.user:
        image = picture_of(subject)
        if image is None or image.get("type") not in ("default", "proxy"):
            yield f"{subject.user['image_url']!r} decodes to {image!r}"
        elif image["type"] == "proxy":
            found = STORED.fullmatch(str(image.get("src")))
            if not found or not is_id(found[1], "img_"):
                yield f"src {image.get('src')!r} is no stored picture"


@rule
def default_avatar(subject: Subject) -> Iterator[str]:
    """A default avatar names an instance, its user, and the initials of the name if there is one."""
    image = picture_of(subject)
    if image and image.get("type") == "default":
        yield from default_faults(image, subject.user.get("id"), initials_of(subject.user))


@rule
def has_image(subject: Subject) -> Iterator[str]:
    """`has_image` is true exactly when there is a stored picture."""
    image = picture_of(subject)
    if image and (subject.user.get("has_image") is True) != (image.get("type") == "proxy"):
        yield f"{subject.user.get('has_image')}, yet the image is of type {image.get('type')}"


@rule
def profile_image_url(subject: Subject) -> Iterator[str]:
    """`profile_image_url` is the bare source of the stored picture, or else Gravatar's mystery person."""
    url, image = subject.user.get("profile_image_url"), picture_of(subject)
    if image and url is not None:
        expected = image.get("src") if image.get("type") == "proxy" else GRAVATAR
        if url != expected:
            yield f"{url!r} should be {expected!r}"


@rule
def external_image(subject: Subject) -> Iterator[str]:
    """An external account's picture is the provider's, signed with 43 base64 characters."""
    for path, account in subject.items["external_accounts"]:
        if url := account.get("image_url"):
            image = decoded(url) or {}
            if image.get("type") != "proxy" or not SIGNATURE.fullmatch(str(image.get("s"))):
                yield f"{url!r} of {path} decodes to {image!r}, not a signed proxy"
            elif not is_avatar(image.get("src"), account):
                yield f"src {image.get('src')!r} of {path} is no picture at {account.get('provider')}"


def is_avatar(url: Any, account: Json) -> bool:
    """Whether a URL is the provider's, of the providers whose URLs are known."""
    if account.get("provider") == "oauth_google":
        return GOOGLE_AVATAR.fullmatch(str(url)) is not None
    if account.get("provider") == "oauth_github":
        expected = f"https://avatars.githubusercontent.com/u/{account.get('provider_user_id')}?v=4"
        return not is_verified(account) or url == expected
    return isinstance(url, str) and url.startswith("https://")
