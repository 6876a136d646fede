"""A person's chats: met, chosen among, open or shut, and what their channels tell of messages."""
