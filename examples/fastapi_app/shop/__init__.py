"""A shop that knows its customers from Clerk's webhooks."""
