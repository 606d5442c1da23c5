#!/bin/sh
# The tests let hledger add up the exported books: take it from PATH, install it when we may, or say what to type.
set -eu

if command -v hledger >/dev/null 2>&1; then
    exit 0
fi

install="apt-get update && apt-get install -y --no-install-recommends hledger"

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing hledger to check the exported books …"
    apt-get install -y -qq --no-install-recommends hledger >/dev/null 2>&1 && exit 0
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends hledger >/dev/null
    exit 0
fi

echo "The tests need hledger, and it is not on PATH. As root, type:" >&2
echo "    $install" >&2
exit 1
