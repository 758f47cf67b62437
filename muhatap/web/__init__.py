"""The face of the desk: base pages, slots for navigation and panels, components, style, scripts and icons.

Apps above fill the slots (`slots.register_nav`, `register_panel`, `register_menu`) and extend `web/shell.html`
(signed-in pages with the panes list, main and context) or `web/plain.html` (one card in the middle). What a page
shows is theirs.
"""
