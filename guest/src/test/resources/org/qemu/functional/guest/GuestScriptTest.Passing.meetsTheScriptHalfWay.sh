#!/bin/sh
echo "$GREETING ready"
until [ -e /tmp/go ]; do sleep 0.05; done
echo went
