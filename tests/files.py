"""Small files that tests of several readers share."""

import io
import zipfile

PAGE = "<!DOCTYPE html><html><body><p>Aspirin thins the blood.</p></body></html>"
ARTICLE = '<article article-type="research-article"><front/><body><p>Aspirin thins the blood.</p></body></article>'


def zipped(**members: bytes) -> bytes:
    """A ZIP archive of these members; `word__document_xml` names word/document.xml."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()
