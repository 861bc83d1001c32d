"""Pictures for letters: a logo or a scanned signature, made small, safe and plain.

What comes in is drawn again on white: no metadata, no second image, no colour space that a printer
reads its own way leaves with a letter. As JPEG, which a PDF bears as it is: Typst would pack the
points of a PNG again for each letter, at twice the time of the whole letter.
"""

import base64
import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from encaisse.kernel.refusal import Refusal

KINDS = ("PNG", "JPEG")
BYTES_MAX = 5 * 1024 * 1024
POINTS_MAX = 40_000_000
WIDTH_MAX, HEIGHT_MAX = 800, 216  # 300 dots an inch over 68 × 18 mm
QUALITY = 92


class PictureUnread(Refusal):
    """Not a picture that letters can wear."""

    code = "picture_unread"
    sentence = "« {name} » n'est pas une image lisible : déposez un PNG ou un JPEG de 5 Mo au plus."


def as_jpeg(content: bytes, *, name: str) -> bytes:
    """The picture as a small JPEG; refused when it is none, or too large to be looked at."""
    if len(content) > BYTES_MAX:
        raise PictureUnread(name=name)
    try:
        picture = opened(content)
    except ValueError as error:
        raise PictureUnread(name=name) from error
    picture.thumbnail((WIDTH_MAX, HEIGHT_MAX))
    page = Image.new("RGB", picture.size, "white")
    page.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    drawn = BytesIO()
    page.save(drawn, "JPEG", quality=QUALITY, subsampling=0, optimize=True)
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


def as_svg(jpeg: bytes) -> str:
    """The picture as Typst takes it with the text of a letter; nothing of nothing."""
    if not jpeg:
        return ""
    with Image.open(BytesIO(jpeg)) as found:
        width, height = found.size
    data = base64.b64encode(jpeg).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/jpeg;base64,{data}"/></svg>'
    )
