"""The portal: what a customer sees by a link, and what nobody else does."""
