"""Where files come from without anybody dropping them: a watched folder, a mailbox, an SFTP server.

``places`` names them as the settings do; ``folder`` and ``sftp`` look into them. What is taken is
decided by ``operations.sources``."""
