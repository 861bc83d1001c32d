"""The design system: tokens, components, base page, lists, /design."""
