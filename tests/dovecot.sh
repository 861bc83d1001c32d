#!/usr/bin/env bash
# The IMAP server that the tests of replies read: Debian's Dovecot, installed here when it can be.
set -euo pipefail
command -v dovecot >/dev/null || test -x /usr/sbin/dovecot && exit 0
if command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
  echo "Installation de Dovecot pour les essais de réception (une fois)…"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends dovecot-imapd >/dev/null && exit 0
fi
echo "Il manque Dovecot (serveur IMAP) pour les essais de réception. Installez-le : apt-get install dovecot-imapd" >&2
exit 1
