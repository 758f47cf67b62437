"""An optional language model that drafts, sums up, translates and rewords for agents. Off until it is set up.

Only what is needed leaves, and everything personal in it is masked (`masking`). What comes back is plain text, and no
reply leaves with a suggestion in it that nobody has read (`actions.hold`). Without a model nothing of it is on a page.
"""
