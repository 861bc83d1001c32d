"""OFX and QFX, versions 1 (SGML) and 2 (XML): what banks give for home accounting.

Pure: bytes in, movements and the account of every transaction out. In reading order: ``reading``
(accounts and their transactions), ``values`` (one transaction to one movement), ``tags`` (text to
tags, closed or not)."""
