#!/bin/sh
# Makes the passwords and keys that docker-compose.yml asks for: plain ones in docker/secrets, their hashes in .env.
# What is there is left alone, so that a second run changes nothing.
set -eu
cd "$(dirname "$0")/.."
secrets=docker/secrets

random() {
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n'
}
hash_of() {
    printf %s "$(cat "$secrets/$1")" | sha256sum | cut -d ' ' -f 1
}

# The containers run as different users: each must read its files, nobody else on this machine shall reach them.
mkdir -p "$secrets"
chmod 700 "$secrets"
for name in clickhouse_password grafana_clickhouse_password grafana_admin_password api_key metrics_token; do
    [ -e "$secrets/$name" ] || random >"$secrets/$name"
    chmod 444 "$secrets/$name"
done

[ -e .env ] || sed \
    -e "s/^CLICKHOUSE_PASSWORD_SHA256=.*/CLICKHOUSE_PASSWORD_SHA256=$(hash_of clickhouse_password)/" \
    -e "s/^GRAFANA_CLICKHOUSE_PASSWORD_SHA256=.*/GRAFANA_CLICKHOUSE_PASSWORD_SHA256=$(hash_of grafana_clickhouse_password)/" \
    -e "s/^CLICKHOUSE_CLUSTER_SECRET=.*/CLICKHOUSE_CLUSTER_SECRET=$(random)/" \
    -e "s/^PLUMBLINE_API_KEY_SHA256=.*/PLUMBLINE_API_KEY_SHA256=$(hash_of api_key)/" \
    -e "s/^PLUMBLINE_METRICS_SHA256=.*/PLUMBLINE_METRICS_SHA256=$(hash_of metrics_token)/" \
    docker/example.env >.env
chmod 600 .env
echo "The API key is in $secrets/api_key, Grafana's admin password in $secrets/grafana_admin_password."
