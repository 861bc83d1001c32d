"""Pictures for letters: a logo or a scanned signature, made small, safe and plain.

What comes in is drawn again: no metadata, no second image, no colour space that a printer reads its
own way leaves with a letter.
"""

import base64
import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from encaisse.kernel.refusal import Refusal

KINDS = ("PNG", "JPEG")
BYTES_MAX = 5 * 1024 * 1024
POINTS_MAX = 40_000_000
WIDTH_MAX, HEIGHT_MAX = 900, 360  # 300 dots an inch over 76 × 30 mm


class PictureUnread(Refusal):
    """Not a picture that letters can wear."""

    code = "picture_unread"
    sentence = "« {name} » n'est pas une image lisible : déposez un PNG ou un JPEG de 5 Mo au plus."


def as_png(content: bytes, *, name: str) -> bytes:
    """The picture as a small PNG; refused when it is none, or too large to be looked at."""
    if len(content) > BYTES_MAX:
        raise PictureUnread(name=name)
    try:
        picture = opened(content)
    except ValueError as error:
        raise PictureUnread(name=name) from error
    picture.thumbnail((WIDTH_MAX, HEIGHT_MAX))
    drawn = BytesIO()
    picture.save(drawn, "PNG", optimize=True)
    return drawn.getvalue()


def opened(content: bytes) -> Image.Image:
    """The picture, upright and in plain colours; ``ValueError`` when it is none, or one that
    unfolds beyond measure."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=KINDS) as found:
                if found.width * found.height > POINTS_MAX:
                    raise ValueError(found.size)
                is_clear = "A" in found.getbands() or "transparency" in found.info
                return ImageOps.exif_transpose(found).convert("RGBA" if is_clear else "RGB")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError,
            Image.DecompressionBombWarning) as error:  # fmt: skip
        raise ValueError(str(error)) from error


def as_svg(png: bytes) -> str:
    """The picture as Typst takes it with the text of a letter; nothing of nothing."""
    if not png:
        return ""
    with Image.open(BytesIO(png)) as found:
        width, height = found.size
    data = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{data}"/></svg>'
    )
