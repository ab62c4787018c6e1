"""The one builder: lives become users, and shapes become plausible values."""
