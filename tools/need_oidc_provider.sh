#!/bin/sh
# The long tests sign in with a certified identity provider, a program for Node. Install what we may, or say what to type.
set -eu

install="apt-get update && apt-get install -y --no-install-recommends nodejs npm"

if ! command -v node >/dev/null 2>&1 || ! command -v npm >/dev/null 2>&1; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "The long tests need Node 18 or newer, and npm. As root, type:" >&2
        echo "    $install" >&2
        exit 1
    fi
    echo "Installing Node to sign in with an identity provider …"
    apt-get update -qq
    apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
fi

if ! [ -f .oidc/ready ] || [ tools/oidc/package-lock.json -nt .oidc/ready ] || [ tools/oidc/provider.js -nt .oidc/ready ]; then
    rm -rf .oidc
    mkdir .oidc
    cp tools/oidc/package.json tools/oidc/package-lock.json tools/oidc/provider.js .oidc/
    npm ci --prefix .oidc --ignore-scripts --no-audit --no-fund --silent
    touch .oidc/ready
fi
