#!/bin/sh
# The tests let poppler's pdfsig check signatures: take it from PATH, install it when we may, or say what to type.
set -eu

if command -v pdfsig >/dev/null 2>&1 && command -v pdftoppm >/dev/null 2>&1; then
    exit 0
fi

install="apt-get update && apt-get install -y --no-install-recommends poppler-utils"

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing poppler-utils to check signatures …"
    apt-get install -y -qq --no-install-recommends poppler-utils >/dev/null 2>&1 && exit 0
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends poppler-utils >/dev/null
    exit 0
fi

echo "The tests need pdfsig, and it is not on PATH. As root, type:" >&2
echo "    $install" >&2
exit 1
