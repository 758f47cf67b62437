"""Pages of measures on paper: what stands on it (`paper`), where (`sheets`), and the PDF (`pdf`).

`writing` turns the contents of a page into a paper in the reader's language. See docs/build/decisions/0027.
"""
