#!/bin/sh
# Formats an empty data directory once, then becomes the broker.
set -eu
properties=/etc/plumbline/kafka/server.properties
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --cluster-id "$KAFKA_CLUSTER_ID" --config "$properties"
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
