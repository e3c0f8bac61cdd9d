#!/bin/sh
# Makes the secrets of an installation that are not there yet, one file each, in ./secrets (or in the folder that is given).
# The folder is closed to everybody else; the files in it can be read by the services, which run under different numbers.
set -eu
umask 022
folder=${1:-secrets}
mkdir -p "$folder"
chmod 700 "$folder"

keep() { # NAME COMMAND…
    name=$1
    shift
    [ -s "$folder/$name" ] && { echo "$folder/$name stays as it is"; return; }
    "$@" > "$folder/$name.partial"
    mv "$folder/$name.partial" "$folder/$name"
    echo "$folder/$name made"
}
bytes() { dd if=/dev/urandom bs="$1" count=1 2>/dev/null; }
hexadecimal() { bytes 32 | od -An -v -tx1 | tr -d ' \n'; }
ring() { printf 'k1:%s' "$(hexadecimal)"; }
webhook() { printf 'whsec_%s' "$(bytes 32 | base64 | tr -d '\n')"; }
# Signed by itself: the court puts its own key and certificate in its place.
seal() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=self-signed seal" \
        -addext "keyUsage=critical,digitalSignature,nonRepudiation,keyCertSign" -keyout - -out - 2>/dev/null
}

for name in database_admin_password database_owner_password database_password temporal_database_password zhixing_subsystem_credential zhixing_anchor_key zhixing_session_secret; do
    keep "$name" hexadecimal
done
keep zhixing_webhook_secret webhook
for name in zhixing_master_keys zhixing_index_keys zhixing_payload_keys; do
    keep "$name" ring
done
keep zhixing_seal_key seal
