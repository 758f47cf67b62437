"""Who answers: agents and their roles, brands they speak for, invitations, sign-in, and the audit log.

What an agent may do is decided here (`permissions`); what they see of each app's things is decided by that app's
`visible_to(agent)`.
"""
