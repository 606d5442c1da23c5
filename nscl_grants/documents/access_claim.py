"""The claim that a paper is PDF/UA-1, beside the one that it is PDF/A-2b.

PDF/A allows the claim only with a description of its schema. pikepdf, which checks every paper before it is kept,
does not know that schema and would refuse it; so the paper is checked with a comment in its place, and the claim,
which is always the same, takes that room byte for byte. `make test-long` lets veraPDF judge the finished papers.
"""

_CLAIM = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>PDF/UA version</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""

ROOM_FOR_THE_CLAIM = b"<!--" + b" " * (len(_CLAIM) - 7) + b"-->"


def claim_access(checked: bytes) -> bytes:
    """The same file with the claim in the room that was kept for it."""
    assert checked.count(ROOM_FOR_THE_CLAIM) == 1, "the metadata of a paper are written as they are, once"
    return checked.replace(ROOM_FOR_THE_CLAIM, _CLAIM)


def without_claim(paper: bytes) -> bytes:
    """What pikepdf checked."""
    return paper.replace(_CLAIM, ROOM_FOR_THE_CLAIM)
