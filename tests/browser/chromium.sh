#!/usr/bin/env bash
# Chromium for the browser tests: found, else installed from the system's packages, else said plainly.
set -eu
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installation de Chromium (une fois)…"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
  exit 0
fi
echo "Les tests de navigateur demandent Chromium : installez le paquet « chromium » de votre système, puis relancez make test." >&2
exit 1
