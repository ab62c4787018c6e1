"""What Clerk sends of all that its document allows."""
