"""A visible signature is heard, too: its field becomes a Form element of the paper's structure (PDF/UA-1)."""

# mypy: disallow-untyped-calls=False
# (pyHanko's generic objects have no types.)

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter


def tag_signature(writer: IncrementalPdfFileWriter, page: int) -> None:
    """Put the newest field of that page into the structure tree; a paper without one is left as it is.

    Only for the first signature: a later one must not touch what an earlier one covers.
    """
    if "/StructTreeRoot" not in writer.root:
        return
    tree = writer.root["/StructTreeRoot"]
    page_ref = writer.find_page_for_modification(page)[0]
    field_ref = page_ref.get_object()["/Annots"].raw_get(-1)
    document = tree["/K"]
    owner = generic.DictionaryObject(
        {
            pdf_name("/Type"): pdf_name("/StructElem"),
            pdf_name("/S"): pdf_name("/Form"),
            pdf_name("/P"): tree.raw_get("/K"),
            pdf_name("/Pg"): page_ref,
            pdf_name("/K"): generic.DictionaryObject(
                {pdf_name("/Type"): pdf_name("/OBJR"), pdf_name("/Obj"): field_ref, pdf_name("/Pg"): page_ref}
            ),
        }
    )
    owner_ref = writer.add_object(owner)
    document["/K"].append(owner_ref)
    writer.update_container(document["/K"])
    number = int(tree["/ParentTreeNextKey"])
    tree["/ParentTree"]["/Nums"].extend([generic.NumberObject(number), owner_ref])
    tree[pdf_name("/ParentTreeNextKey")] = generic.NumberObject(number + 1)
    writer.update_container(tree["/ParentTree"]["/Nums"])
    writer.update_container(tree)
    field = field_ref.get_object()
    field[pdf_name("/StructParent")] = generic.NumberObject(number)
    writer.update_container(field)
