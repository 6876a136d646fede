"""What follows when a family does not answer: `steps` takes them, `leaving` asks again, `views` shows and ends them."""
