"""Imports (reprises de fichiers) : every line taken, ignored with a reason, or refused with its
place. The same file twice changes nothing. One folder per format; each parser is pure."""
