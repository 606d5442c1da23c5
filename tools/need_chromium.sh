#!/bin/sh
# The browser journeys need a headless Chromium: take it from PATH, install it when we may, or say what to type.
set -eu

for name in chromium-headless-shell chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then
        exit 0
    fi
done

install="apt-get update && apt-get install -y --no-install-recommends chromium-headless-shell"

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing a headless Chromium for the browser journeys …"
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null
    exit 0
fi

echo "The browser journeys need a headless Chromium, and none is on PATH. As root, type:" >&2
echo "    $install" >&2
exit 1
