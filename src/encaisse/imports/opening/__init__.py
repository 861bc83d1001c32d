"""How a file from outside is opened without harm: bytes to text, XML without DOCTYPE nor entities,
workbooks and archives inspected first (formats.md, paragraph 7). Pure."""
