#!/bin/sh
# What is true of every engine (tests/index/test_engines.py), asked of Milvus: installs pymilvus and Milvus Lite where they are
# missing. A registry that has neither for this system is no fault of ours, and said; anything else that fails is one.
set -eu
python=$1

if ! "$python" -c 'import milvus_lite, pymilvus' 2>/dev/null; then
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    if ! "$python" -m pip install -q -c constraints.txt -e '.[milvus-test]' >"$log" 2>&1; then
        needed='pymilvus\|milvus-lite\|grpcio\|pyarrow'  # what has wheels for some systems only, and who asks for it
        missing=$(sed -n "s/.*No matching distribution found for \\(\\($needed\\)[^ ;]*\\).*/\\1/p" "$log" | head -n 1)
        if test -n "$missing"; then
            echo "make test-milvus: left out, the package registry has no $missing for this system; no test ran over Milvus" >&2
            exit 0
        fi
        cat "$log" >&2
        exit 1
    fi
fi
exec "$python" -m pytest -m milvus tests/index
