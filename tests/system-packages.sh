#!/usr/bin/env bash
# What the tests need beside Python: a browser, Chinese type and, for Spark, Java.
set -euo pipefail
wanted=()
command -v chromium >/dev/null || command -v google-chrome >/dev/null || wanted+=(chromium)
command -v fc-list >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q . || wanted+=(fontconfig fonts-noto-cjk)
command -v java >/dev/null || wanted+=(openjdk-17-jre-headless)
command -v pdftoppm >/dev/null || wanted+=(poppler-utils)
[ ${#wanted[@]} -eq 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "▸ installing ${wanted[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${wanted[@]}" >/dev/null
else
  echo "The tests need ${wanted[*]}: install them with this system's package manager and run make test again." >&2
  exit 2
fi
