"""The people who write: a customer and the addresses they are known by.

An identity (one e-mail address, phone number, handle) belongs to one customer; channels ask for the customer of an
identity and never make one by hand. Orders, surveys and promises hang on the customer from higher apps.
"""
