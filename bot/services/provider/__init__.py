"""What a channel's provider wants: approved templates, and money."""
