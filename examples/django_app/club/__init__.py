"""A club that knows its members from Clerk's webhooks."""
