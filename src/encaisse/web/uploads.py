"""Files that come in: their bytes are counted as they come, never their claimed size.

Beyond what the address takes (``UPLOAD_BYTES_MAX``) nothing more is written anywhere: the view
receives an empty file whose ``size`` says how large it was, and refuses it in its own words.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from encaisse.kernel.refusal import Refusal

MEGABYTE = 1024 * 1024


class UploadTooLarge(Refusal):
    """More bytes than the address takes."""

    code = "upload_too_large"
    sentence = (
        "« {name} » fait {size} Mo : c'est trop pour être déposé ici. "
        "Divisez-le ou allégez-le, puis déposez-le à nouveau."
    )


def content_of(file: UploadedFile[bytes]) -> bytes:
    """The bytes of a file that came in; refused when it was too large to be kept."""
    content: bytes = file.read()
    if len(content) < (file.size or 0):
        raise UploadTooLarge(name=file.name, size=(file.size or 0) // MEGABYTE)
    return content


class BoundedUpload(FileUploadHandler):
    """Comes first: what it does not pass on, nobody keeps."""

    def handle_raw_input(self, *_args: Any, **_kwargs: Any) -> None:
        """A request begins."""
        path = self.request.path_info if self.request else "/"
        limits: dict[str, int] = settings.UPLOAD_BYTES_MAX
        self.most = next(most for start, most in limits.items() if path.startswith(start))

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """One of its files begins."""
        super().new_file(*args, **kwargs)
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:  # noqa: ARG002
        """Pass the bytes on as long as the file is bearable."""
        self.size += len(raw_data)
        return raw_data if self.size <= self.most else None

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:  # noqa: ARG002
        """A file too large leaves its name and its true size, and nothing on the disk."""
        if self.size <= self.most:
            return None
        for handler in self.request.upload_handlers if self.request else ():
            handler.upload_interrupted()
        return UploadedFile(BytesIO(), self.file_name, self.content_type, self.size, self.charset)
