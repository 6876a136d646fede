"""Who is joined to the school: codes, requests, consents, and what the homeroom teacher makes of them."""
