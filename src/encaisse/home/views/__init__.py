"""The HTML door. An act answers by going back to its page; HTMX then receives the page's part."""
