"""What the school lets the bot ask families by itself: `finding` notes it, `telling` says it, `leaving` asks again."""
