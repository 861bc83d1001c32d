"""The embedded server, frames in and out of PostgreSQL by COPY, the wall between companies."""
