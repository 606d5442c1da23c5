#!/bin/sh
# The long tests let ClamAV's own daemon judge a file. Install it when we may, or say what to type.
set -eu

install="apt-get update && apt-get install -y --no-install-recommends clamav-daemon"

if command -v clamd >/dev/null 2>&1; then
    exit 0
fi

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing ClamAV to judge a file …"
    apt-get install -y -qq --no-install-recommends clamav-daemon >/dev/null 2>&1 && exit 0
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends clamav-daemon >/dev/null
    exit 0
fi

echo "The long tests need ClamAV. As root, type:" >&2
echo "    $install" >&2
exit 1
