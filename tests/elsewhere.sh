#!/bin/sh
# What may depend on the machine once more as on other machines: what the model has a part in (the whole gate too) on a
# processor without AVX-512 and VNNI, and what reads pages without any font; tests/conftest.py tells which tests these are.
# What fails here and not in `make test` depends on the machine; pytest names it. With a second argument: the whole default suite.
set -u
python=$1
whole=${2:-}
failed=0

run() {
    echo "== $1"
    part=$2
    shift 2
    test -n "$whole" || set -- "$@" -m pytest "--telling=$part" -m 'not browser and not engine and not faults and not fuzz and not llm and not milvus and not package and not service'
    test -z "$whole" || set -- "$@" -m pytest
    "$@" -n auto --dist worksteal --tb=short -rf || failed=1
}

if [ "$(uname -m)" != x86_64 ]; then
    echo '== AVX2: not an x86 processor, left out'
elif [ -r /proc/cpuinfo ] && ! grep -qE '^flags.* (avx512|avx_vnni|amx)' /proc/cpuinfo; then
    echo '== AVX2: this processor has no more, so that make test and make test-deep were that run'
else
    ONEDNN_MAX_CPU_ISA=AVX2 run 'AVX2: these differ from the full instruction set:' processor "$python"
fi

# PDFium looks into these folders itself, and others ask fontconfig.
without='for each in /usr/share/fonts /usr/local/share/fonts /usr/share/X11/fonts; do
    if [ -d "$each" ]; then mount -t tmpfs none "$each" || exit 1; fi
done; exec "$@"'
if unshare --map-root-user --mount sh -c "$without" sh true 2>/dev/null; then
    empty=$(mktemp)
    echo '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig></fontconfig>' >"$empty"
    FONTCONFIG_FILE=$empty run 'without fonts: these differ:' fonts unshare --map-root-user --mount sh -c "$without" sh "$python"
    rm -f "$empty"
else
    echo '== without fonts: this system gives no mount namespace, left out'
fi
exit $failed
