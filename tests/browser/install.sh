#!/bin/sh
# A browser and Chinese fonts for the browser tests, from Debian's packages. Nothing is installed where both are there.
set -eu

has_font() { command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh-cn | grep -q .; }

if command -v chromium >/dev/null 2>&1 && has_font; then
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo 'make test-browser needs chromium and a Chinese font on this machine; please install both.' >&2
    exit 1
fi
root=''
if [ "$(id -u)" -ne 0 ]; then root='sudo'; fi
$root apt-get update -qq
DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk fontconfig
