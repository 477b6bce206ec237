#!/bin/sh
# The default suite once more as on other machines: on a processor without AVX-512 and VNNI, and without any font.
# What fails here and not in `make test` depends on the machine; pytest names it.
set -u
python=$1
failed=0

run() {
    echo "== $1"
    shift
    "$@" -m pytest -n auto --tb=short -rf || failed=1
}

case $(uname -m) in
    x86_64) ONEDNN_MAX_CPU_ISA=AVX2 run 'AVX2: these differ from the full instruction set:' "$python" ;;
    *) echo '== AVX2: not an x86 processor, left out' ;;
esac

# PDFium looks into these folders itself, and others ask fontconfig.
without='for each in /usr/share/fonts /usr/local/share/fonts /usr/share/X11/fonts; do
    if [ -d "$each" ]; then mount -t tmpfs none "$each" || exit 1; fi
done; exec "$@"'
if unshare --map-root-user --mount sh -c "$without" sh true 2>/dev/null; then
    empty=$(mktemp)
    echo '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig></fontconfig>' >"$empty"
    FONTCONFIG_FILE=$empty run 'without fonts: these differ:' unshare --map-root-user --mount sh -c "$without" sh "$python"
    rm -f "$empty"
else
    echo '== without fonts: this system gives no mount namespace, left out'
fi
exit $failed
