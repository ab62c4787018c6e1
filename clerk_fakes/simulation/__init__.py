"""What happens to an account, in the order of its times: sign-ups, events, and the users that are asked for."""
