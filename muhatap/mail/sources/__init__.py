"""Where mail comes from: mailboxes by IMAP, servers and pipes that hand it in, archives.

Each source knows one thing about the other side: when it may say "taken". That is after `mail.actions.receive` has
committed, never before. What a mail means and where it belongs is not decided here.
"""
