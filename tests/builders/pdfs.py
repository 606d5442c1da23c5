"""The smallest PDF that a reader opens, and those that the rule refuses."""


def a_pdf(note: str = "a paper", catalogue: str = "") -> bytes:
    """A readable PDF of one empty page; the note tells it from others, `catalogue` adds to its root."""
    root = f"1 0 obj<</Type/Catalog/Pages 2 0 R{catalogue}>>endobj"
    pages = "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj"
    page = "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj"
    return f"%PDF-1.7\n% {note}\n{root}\n{pages}\n{page}\ntrailer<</Root 1 0 R/Size 4>>\n%%EOF\n".encode()
