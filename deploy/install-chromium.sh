#!/bin/sh
# Sees that there is a Chromium for the browser tests: takes one that is there, installs Debian's where that can be done.
# Without one the browser tests are skipped and say so; this script never fails.
for name in chromium chromium-browser google-chrome; do
    if command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core; } >/dev/null 2>&1 ||
        echo "Chromium could not be installed; the browser tests will be skipped"
fi
exit 0
