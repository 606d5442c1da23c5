"""Reading QR codes: from a scanned page to the text of the code."""
