#!/bin/sh
# The long tests sign with a key in a token: SoftHSM plays the token. Install it when we may, or say what to type.
set -eu

library=/usr/lib/softhsm/libsofthsm2.so
if [ -f "$library" ] && command -v softhsm2-util >/dev/null 2>&1; then
    exit 0
fi

install="apt-get update && apt-get install -y --no-install-recommends softhsm2"

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing SoftHSM to sign with a token …"
    apt-get install -y -qq --no-install-recommends softhsm2 >/dev/null 2>&1 && exit 0
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends softhsm2 >/dev/null
    exit 0
fi

echo "The long tests need SoftHSM. As root, type:" >&2
echo "    $install" >&2
exit 1
