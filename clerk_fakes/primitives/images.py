"""Addresses of pictures: unpadded base64 of compact JSON, as all of Clerk's have. Seen in every recorded body."""

from __future__ import annotations

from binascii import b2a_base64
from functools import lru_cache
from json import JSONEncoder

IMAGES = "https://img.clerk.com/"
NO_PICTURE = "https://www.gravatar.com/avatar?d=mp"

_quoted = JSONEncoder(ensure_ascii=False).encode


def proxied_image(source: str, signature: str = "") -> str:
    """The address of a stored picture."""
    signed = f',"s":"{signature}"' if signature else ""
    about = f'{{"type":"proxy","src":{_quoted(source)}{signed}}}'
    return IMAGES + b2a_base64(about.encode()).rstrip(b"=\n").decode()


def stored_picture(where: str, id: str) -> str:
    """Where Clerk keeps a picture from a provider (`oauth_google`), or one that was `uploaded`, by its id (`img_…`)."""
    return f"https://images.clerk.dev/{where}/{id}"


def default_avatar(instance_id: str, owner_id: str, initials: str) -> str:
    """The address of the generated avatar of a user or organization; `initials` may be empty."""
    about = f'{{"type":"default","iid":"{instance_id}","rid":"{owner_id}"{_initialed(initials)}}}'
    return IMAGES + b2a_base64(about.encode()).rstrip(b"=\n").decode()


@lru_cache(maxsize=4096)
def _initialed(initials: str) -> str:
    encodable = initials.encode(errors="replace").decode()  # half of a surrogate pair is text, too
    return f',"initials":{_quoted(encodable)}' if initials else ""
